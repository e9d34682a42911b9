#include "transport/profile/rule_table.hpp"
#include "actors/model/pack.hpp"
#include "config/near_miss.hpp"
#include <algorithm>
#include <utility>

namespace snug::profile {

namespace {

using config::profile_entry;

bool is(const profile_entry& e, std::string_view key) noexcept {
  return e.path.size() == 1 && e.path[0] == key;
}
bool lies_below(const profile_entry& e, std::string_view key) noexcept {
  return e.path.size() > 1 && e.path[0] == key;
}

} // namespace

std::optional<std::string> constant_of(const config::value& v) {
  std::string out;
  if (const auto* flag = std::get_if<bool>(&v))
    model::pack::boolean(out, *flag);
  else if (const auto* whole = std::get_if<std::int64_t>(&v))
    model::pack::integer(out, *whole);
  else if (const auto* real = std::get_if<double>(&v))
    model::pack::number(out, *real);
  else if (const auto* text = std::get_if<std::string>(&v))
    model::pack::text(out, *text);
  else
    return std::nullopt;
  return out;
}

const profile_entry* rule_table::find(std::string_view key) {
  for (std::size_t i = 0; i < from_.entries.size(); ++i)
    if (is(from_.entries[i], key)) {
      asked_[i] = true;
      return &from_.entries[i];
    }
  return nullptr;
}

std::vector<const profile_entry*> rule_table::below(std::string_view key) {
  std::vector<const profile_entry*> out;
  for (std::size_t i = 0; i < from_.entries.size(); ++i)
    if (lies_below(from_.entries[i], key)) {
      asked_[i] = true;
      out.push_back(&from_.entries[i]);
    }
  return out;
}

bool rule_table::has(std::string_view key) const noexcept {
  return std::any_of(from_.entries.begin(), from_.entries.end(),
                     [&](const auto& e) { return is(e, key) || lies_below(e, key); });
}

std::optional<std::string> rule_table::text(std::string_view key) {
  const auto* e = find(key);
  if (!e) return std::nullopt;
  const auto* text = std::get_if<std::string>(&e->content);
  if (text) return *text;
  complain(*e, "must be a text");
  return std::nullopt;
}

std::string rule_table::needed_text(std::string_view key) {
  if (!has(key)) {
    complain(key, "is missing");
    return {};
  }
  auto given = text(key);
  if (given && given->empty()) complain(key, "must not be empty");
  return std::move(given).value_or("");
}

bool rule_table::flag(std::string_view key, bool otherwise) {
  const auto* e = find(key);
  if (!e) return otherwise;
  if (const auto* flag = std::get_if<bool>(&e->content)) return *flag;
  complain(*e, "must be true or false");
  return otherwise;
}

std::optional<std::int64_t> rule_table::number(std::string_view key) {
  const auto* e = find(key);
  if (!e) return std::nullopt;
  if (const auto* whole = std::get_if<std::int64_t>(&e->content)) return *whole;
  complain(*e, "must be a whole number");
  return std::nullopt;
}

std::optional<std::vector<std::string>> rule_table::texts(std::string_view key) {
  const auto* e = find(key);
  if (!e) return std::nullopt;
  if (const auto* list = std::get_if<std::vector<std::string>>(&e->content)) return *list;
  complain(*e, "must be a list of texts");
  return std::nullopt;
}

std::optional<source> rule_table::parse(const profile_entry& e) {
  source out;
  if (const auto* text = std::get_if<std::string>(&e.content)) {
    if (auto wrong = source::parse(*text, out)) {
      complain(e, *std::move(wrong));
      return std::nullopt;
    }
    return out;
  }
  if (auto fixed = constant_of(e.content)) {
    out.constant = *std::move(fixed);
    return out;
  }
  complain(e, "must be a source, or a constant");
  return std::nullopt;
}

std::optional<source> rule_table::from(std::string_view key) {
  const auto* e = find(key);
  return e ? parse(*e) : std::nullopt;
}

std::size_t rule_table::choice(std::string_view key, const std::vector<std::string_view>& words) {
  const auto* e = find(key);
  if (!e) return 0;
  const auto* text = std::get_if<std::string>(&e->content);
  for (std::size_t i = 0; text && i < words.size(); ++i)
    if (*text == words[i]) return i;
  std::string all;
  for (const auto word : words)
    all.append(all.empty() ? "" : ", ").append(word);
  complain(*e, "must be one of " + all);
  return 0;
}

std::vector<field_map::entry> rule_table::fields(std::string_view key, std::string_view items) {
  std::vector<field_map::entry> shape;
  std::optional<source> alone;
  if (const auto* e = find(items)) alone = parse(*e);
  for (const auto* e : below(items))
    if (auto s = parse(*e)) {
      if (s->each) complain(*e, "a list in a list has no shape");
      shape.push_back({{e->path.begin() + 1, e->path.end()}, *std::move(s), {}, {}});
    }
  std::vector<field_map::entry> out;
  if (const auto* e = find(key)) complain(*e, "must be a table");
  bool lists = false;
  for (const auto* e : below(key)) {
    auto s = parse(*e);
    if (!s) continue;
    if (s->each && shape.empty() && !alone)
      complain(*e, "is a list: " + std::string(items) + " says what each of it becomes");
    lists = lists || s->each;
    field_map::entry made{{e->path.begin() + 1, e->path.end()}, *std::move(s), {}, {}};
    if (made.from.each) {
      made.items = shape;
      made.item = alone;
    }
    out.push_back(std::move(made));
  }
  if (!lists && has(items)) complain(items, "is there, but no list (\"data.…[]\") among the fields");
  return out;
}

std::vector<field_map::fixed> rule_table::constants(std::string_view key) {
  std::vector<field_map::fixed> out;
  if (const auto* e = find(key)) complain(*e, "must be a table");
  for (const auto* e : below(key)) {
    if (auto v = constant_of(e->content))
      out.push_back({{e->path.begin() + 1, e->path.end()}, *std::move(v)});
    else
      complain(*e, "must be a text, a number, true or false");
  }
  return out;
}

std::vector<rule_table::named_text> rule_table::named_texts(std::string_view key) {
  std::vector<named_text> out;
  const auto add = [&](const profile_entry& e, std::string name) {
    if (const auto* text = std::get_if<std::string>(&e.content))
      out.push_back({std::move(name), *text});
    else
      complain(e, "must be a text");
  };
  if (const auto* e = find(key)) add(*e, "");
  for (const auto* e : below(key))
    add(*e, e->path.back());
  return out;
}

std::vector<std::pair<std::string, std::int64_t>> rule_table::numbers(std::string_view key) {
  std::vector<std::pair<std::string, std::int64_t>> out;
  if (const auto* e = find(key)) complain(*e, "must be a table");
  for (const auto* e : below(key)) {
    if (const auto* whole = std::get_if<std::int64_t>(&e->content))
      out.emplace_back(e->path.back(), *whole);
    else
      complain(*e, "must be a whole number");
  }
  return out;
}

void rule_table::complain(const profile_entry& at, std::string message) {
  auto field = config::dotted(at.path);
  complaints_.push_back(
      {at.where, from_.label.empty() ? field : from_.label + "." + field, std::move(message)});
}

void rule_table::complain(std::string_view key, std::string message) {
  for (const auto& e : from_.entries)
    if (is(e, key) || lies_below(e, key))
      return complain(profile_entry{{std::string(key)}, {}, e.where}, std::move(message));
  std::string field = from_.label;
  if (!key.empty()) field.append(field.empty() ? "" : ".").append(key);
  complaints_.push_back({from_.where, std::move(field), std::move(message)});
}

void rule_table::complain_of_unknown(const std::vector<std::string>& known) {
  for (std::size_t i = 0; i < asked_.size(); ++i)
    if (!asked_[i]) complain(from_.entries[i], config::unknown("key", from_.entries[i].path[0], known));
}

} // namespace snug::profile
