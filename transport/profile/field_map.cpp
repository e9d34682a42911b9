#include "transport/profile/field_map.hpp"
#include "actors/model/entry_cursor.hpp"
#include "actors/model/names.hpp"
#include "actors/model/pack.hpp"
#include "transport/profile/list_cursor.hpp"
#include <algorithm>
#include <utility>

namespace snug::profile {

namespace {

using model::complaint;
using root = source::root;
using path = std::vector<std::string>;

void put_fields(const std::vector<field_map::entry>& entries, const facts& of, field_tree& into);

/// A list with each of its values in another shape.
void append_list(const field_map::entry& e, const facts& of, model::value list, std::string& out) {
  model::pack::array(out, static_cast<std::uint32_t>(list.size()));
  auto one = of;
  for (list_cursor each(list); each.next();) {
    one.item = each.content();
    if (!e.items.empty()) {
      field_tree object;
      put_fields(e.items, one, object);
      object.pack(out);
    } else if (!e.item || !e.item->append(one, out)) {
      model::pack::nil(out);
    }
  }
}

/// Those of `entries` that have a value.
void put_fields(const std::vector<field_map::entry>& entries, const facts& of, field_tree& into) {
  for (const auto& e : entries) {
    std::string value;
    if (!e.from.append(of, value)) continue;
    if (e.from.each) {
      std::string list;
      append_list(e, of, model::value(value), list);
      value = std::move(list);
    }
    into.put(e.app, std::move(value));
  }
}

std::string dotted(const path& p) {
  std::string out;
  for (const auto& part : p)
    out.append(out.empty() ? "" : ".").append(part);
  return out;
}

/// True where one is the other, or lies in it.
bool clash(const path& a, const path& b) noexcept {
  const auto n = std::min(a.size(), b.size());
  return std::equal(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(n), b.begin());
}

/// True of what a client's object says something about.
bool readable(const source& s) noexcept { return s.is == root::data && !s.each; }

} // namespace

// ---- the app's object

void field_map::write(const facts& of, std::string& out) const {
  field_tree object;
  put_fields(entries_, of, object);
  write_rest(of.data, object);
  object.pack(out);
}

bool field_map::names(std::string_view app_field) const noexcept {
  return std::any_of(entries_.begin(), entries_.end(),
                     [&](const auto& e) { return e.app[0] == app_field; }) ||
         std::find(spent_.begin(), spent_.end(), app_field) != spent_.end();
}

void field_map::write_rest(model::value data, field_tree& into) const {
  if (!rest_) return;
  model::entry_cursor each(source::at(data, *rest_));
  while (each.next())
    if (!names(each.key()) && !(rest_->empty() && takes(each.key(), {})))
      into.append(each.key(), std::string(each.content().raw()));
}

// ---- what a client said

/// True where an entry or what is set puts something into that field of the data.
bool field_map::takes(std::string_view data_field, const std::vector<fixed>& set) const noexcept {
  const auto is = [&](const path& p) { return !p.empty() && p[0] == data_field; };
  return std::any_of(entries_.begin(), entries_.end(),
                     [&](const auto& e) { return e.from.is == root::data && is(e.from.path); }) ||
         std::any_of(set.begin(), set.end(), [&](const auto& f) { return is(f.path); });
}

std::optional<complaint> field_map::read(model::value object, const std::vector<fixed>& set,
                                         taken& out) const {
  field_tree data;
  std::optional<std::string> whole;
  for (const auto& f : set)
    data.put(f.path, f.value);
  for (const auto& e : entries_) {
    const auto value = source::at(object, e.app);
    if (!value.present()) continue;
    if (e.from.is == root::capture) {
      out.places.emplace_back(e.from.path[0], value.raw());
    } else if (e.from.is == root::id) {
      const auto text = value.text();
      if (!text || model::check_id(*text))
        return complaint{dotted(e.app), "must be a text of at most 64 bytes"};
      out.id = *text;
    } else if (readable(e.from)) {
      if (e.from.path.empty())
        whole = value.raw();
      else
        data.put(e.from.path, std::string(value.raw()));
    }
  }
  if (auto wrong = read_rest(object, set, data)) return wrong;
  if (whole)
    out.data = *std::move(whole);
  else
    data.pack(out.data);
  return std::nullopt;
}

std::optional<complaint> field_map::read_rest(model::value object, const std::vector<fixed>& set,
                                              field_tree& into) const {
  if (!rest_) return std::nullopt;
  field_tree* rest = nullptr;
  model::entry_cursor each(object);
  while (each.next()) {
    if (names(each.key())) continue;
    // It would come back under the name that stands for this field.
    if (rest_->empty() && takes(each.key(), set))
      return complaint{std::string(each.key()), "is another field's name here"};
    if (!rest) rest = into.inside(*rest_);
    if (rest) rest->append(each.key(), std::string(each.content().raw()));
  }
  return std::nullopt;
}

// ---- sense

std::optional<complaint> field_map::contradiction(const std::vector<fixed>& set) const {
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const auto& one = entries_[i];
    for (std::size_t k = 0; k < i; ++k) {
      const auto& other = entries_[k];
      if (clash(one.app, other.app))
        return complaint{dotted(one.app),
                         "is there twice: " + dotted(other.app) + " is the same, or a part of it"};
      if (one.from.is == root::capture && other.from.is == root::capture && one.from.path == other.from.path)
        return complaint{dotted(one.app), "is the same place as " + dotted(other.app)};
      if (readable(one.from) && readable(other.from) && clash(one.from.path, other.from.path))
        return complaint{dotted(one.app),
                         "and " + dotted(other.app) + " would be the same field of the data"};
    }
    if (!readable(one.from)) continue;
    for (const auto& f : set)
      if (clash(one.from.path, f.path))
        return complaint{dotted(one.app), "is set to a constant: data." + dotted(f.path)};
    if (rest_ && !rest_->empty() && clash(one.from.path, *rest_))
      return complaint{dotted(one.app), "lies where the rest goes: data." + dotted(*rest_)};
    if (rest_ && one.from.path.empty())
      return complaint{dotted(one.app), "is all of the data: no rest is left"};
  }
  for (const auto& f : set)
    if (rest_ && !rest_->empty() && clash(f.path, *rest_))
      return complaint{"set." + dotted(f.path), "lies where the rest goes: data." + dotted(*rest_)};
  return std::nullopt;
}

} // namespace snug::profile
