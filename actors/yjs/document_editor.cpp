#include "actors/yjs/document_editor.hpp"
#include "actors/yjs/lib0_reader.hpp"
#include "actors/yjs/lib0_writer.hpp"
#include <algorithm>
#include <utility>

namespace snug::yjs {

namespace {

constexpr int deepest = 64;
constexpr char moment_version = 1;

/// A stretch of a text's list in which nothing changes: all of it was there at the moment or none of it, and
/// the same now.
struct stretch {
  piece what;
  bool known = false; ///< at the moment
  bool was = false;   ///< in the text then
  bool is = false;    ///< in the text now
};

/// What is a letter, or was one for all that can be known.
bool may_be_text(const piece& p) noexcept {
  return p.kind() == content::text || p.kind() == content::deleted;
}

/// The last steps of SplitMix64.
std::uint64_t mixed(std::uint64_t digest, std::uint64_t with) noexcept {
  digest += with + 0x9e3779b97f4a7c15;
  digest = (digest ^ (digest >> 30)) * 0xbf58476d1ce4e5b9;
  digest = (digest ^ (digest >> 27)) * 0x94d049bb133111eb;
  return digest ^ (digest >> 31);
}

class stretches {
public:
  std::vector<stretch> all;

  stretches(const integration& document, std::string_view root, const text_moment* at)
    : at_(at) {
    if (at)
      for (const auto& [client, ranges] : at->deleted)
        for (const auto& each : ranges)
          (void)deleted_[client].add(each);
    if (const auto* node = document.root(root))
      for (const auto& each : document.list(*node))
        add(each);
  }

  /// Code units of the text of the moment.
  [[nodiscard]] std::uint64_t length() const noexcept {
    std::uint64_t n = 0;
    for (const auto& each : all)
      n += each.was ? each.what.length : 0;
    return n;
  }

  /// A digest of which letters were the text of the moment, in their order; however they are cut.
  [[nodiscard]] std::uint64_t order() const noexcept {
    std::uint64_t digest = 0;
    id next; // behind the letters so far
    bool first = true;
    for (const auto& each : all) {
      if (!each.was) continue;
      const auto& p = each.what;
      if (std::exchange(first, false) || p.at != next)
        digest = mixed(mixed(mixed(digest, next.clock), p.at.client), p.at.clock);
      next = {p.at.client, p.end()};
    }
    return mixed(digest, next.clock) & largest_integer;
  }

private:
  void add(const integration::entry& each) {
    const auto& p = each.what;
    const bool is = !each.deleted && p.kind() == content::text;
    if (!at_) {
      all.push_back({p, true, is, is});
      return;
    }
    const auto found = at_->known.find(p.at.client);
    const auto known = std::clamp(found == at_->known.end() ? 0 : found->second, p.at.clock, p.end());
    auto clock = p.at.clock;
    const auto up_to = [&](std::uint64_t end, bool was) {
      if (clock < end) all.push_back({part(p, clock, end), true, was && may_be_text(p), is});
      clock = std::max(clock, end);
    };
    if (const auto dead = deleted_.find(p.at.client); dead != deleted_.end())
      dead->second.within(p.at.clock, known, [&](std::uint64_t first, std::uint64_t end) {
        up_to(first, true);
        up_to(end, false);
      });
    up_to(known, true);
    if (clock < p.end()) all.push_back({part(p, clock, p.end()), false, false, is});
  }

  const text_moment* at_;
  std::map<std::uint64_t, range_set> deleted_;
};

/// A moment of this document, the text of which is still made of the same letters in the same order.
bool knows(const integration& document, const stretches& text, const text_moment& moment) {
  const auto& state = document.state();
  for (const auto& [client, clock] : moment.known) {
    const auto here = state.find(client);
    if (here == state.end() || here->second < clock) return false;
  }
  return text.length() == moment.length && text.order() == moment.order;
}

/// A delta that keeps together what goes and what comes between two letters that stay: then no step of it
/// cuts a surrogate pair of which both halves go.
class since_then {
public:
  void keep(std::uint64_t count) {
    if (count == 0) return;
    close();
    add_step(delta_, {text_step::what::keep, count, {}});
  }
  /// What stays; but half of a pair is written as U+FFFD, and that may have been whole then.
  void keep(const piece& p) {
    std::string letters;
    append_body(letters, p);
    std::string_view rest = letters;
    for (auto at = rest.find(replacement); at != rest.npos; at = rest.find(replacement)) {
      keep(utf16_length(rest.substr(0, at)));
      remove(1);
      insert_ += replacement;
      rest.remove_prefix(at + replacement.size());
    }
    keep(utf16_length(rest));
  }
  void remove(std::uint64_t count) { remove_ += count; }
  void insert(const piece& p) { append_body(insert_, p); }

  [[nodiscard]] text_delta finish() {
    close();
    if (!delta_.empty() && delta_.back().is == text_step::what::keep) delta_.pop_back();
    return std::move(delta_);
  }

private:
  void close() {
    add_step(delta_, {text_step::what::insert, 0, std::exchange(insert_, {})});
    add_step(delta_, {text_step::what::remove, std::exchange(remove_, 0), {}});
  }

  text_delta delta_;
  std::string insert_;
  std::uint64_t remove_ = 0;
};

model::failure beyond() {
  return {model::error_code::bad_request, "the delta goes beyond the text, or cuts a character", "delta"};
}

std::string parent_of_root(std::string_view root) {
  std::string out;
  put_uint(out, 1);
  put_buffer(out, root);
  return out;
}

std::string parent_of(id type) {
  std::string out;
  put_uint(out, 0);
  put_uint(out, type.client);
  put_uint(out, type.clock);
  return out;
}

std::string with_key(std::string parent, std::string_view key) {
  put_buffer(parent, key);
  return parent;
}

id last_of(const piece& p) noexcept { return {p.at.client, p.end() - 1}; }

} // namespace

// ---- moments

std::string encode(const text_moment& moment) {
  std::string out(1, moment_version);
  put_uint(out, moment.length);
  put_uint(out, moment.order);
  put_deletes(out, moment.deleted);
  put_state_vector(out, moment.known);
  return out;
}

std::optional<text_moment> decode_text_moment(std::string_view bytes) {
  if (bytes.empty() || bytes.front() != moment_version) return std::nullopt;
  lib0_reader in(bytes.substr(1));
  text_moment out;
  out.length = in.uint();
  out.order = in.uint();
  read_deletes(in, out.deleted);
  if (!in.sound()) return std::nullopt;
  auto known = read_state_vector(in.rest());
  if (!known) return std::nullopt;
  out.known = std::move(*known);
  return out;
}

text_moment moment_of(const integration& document, const struct_store& structs, std::string_view root) {
  const stretches text(document, root, nullptr);
  return {document.state(), structs.deletions(), text.length(), text.order()};
}

std::optional<text_delta> changes_since(const integration& document, std::string_view root,
                                        const text_moment& since) {
  const stretches text(document, root, &since);
  if (!knows(document, text, since)) return std::nullopt;
  since_then delta;
  for (const auto& each : text.all) {
    if (each.was && each.is)
      delta.keep(each.what);
    else if (each.was)
      delta.remove(each.what.length);
    else if (each.is)
      delta.insert(each.what);
  }
  return delta.finish();
}

std::optional<std::string> text_at(const integration& document, std::string_view root,
                                   const text_moment& then) {
  const stretches text(document, root, &then);
  if (!knows(document, text, then)) return std::nullopt;
  std::string out;
  for (const auto& each : text.all) {
    if (!each.was) continue;
    if (!each.is) return std::nullopt;
    append_body(out, each.what);
  }
  return out;
}

// ---- writing

id document_editor::add(piece content, const place& at) {
  content.at = next_;
  content.info &= 0x1f;
  content.parent = {};
  if (at.left) {
    content.info |= piece::has_origin;
    content.origin = *at.left;
  }
  if (at.right) {
    content.info |= piece::has_right_origin;
    content.right_origin = *at.right;
  }
  if (!at.left && !at.right) {
    content.parent = at.parent;
    if (read_parent(at.parent).key) content.info |= piece::has_key;
  }
  out_.add(content);
  next_.clock += content.length;
  empty_ = false;
  return content.at;
}

void document_editor::remove(id first, std::uint64_t length) {
  (void)deleted_[first.client].add({first.clock, length});
  empty_ = false;
}

std::string document_editor::finish() {
  delete_set deletes;
  for (const auto& [client, ranges] : deleted_)
    deletes.emplace(client, ranges.list());
  return out_.finish(deletes);
}

std::optional<model::failure> document_editor::edit(const integration& document, std::string_view root,
                                                    const text_delta& delta, const text_moment* at) {
  const stretches text(document, root, at);
  if (at && !knows(document, text, *at))
    return model::failure{model::error_code::conflict, "has changed too much since", "base"};
  std::size_t which = 0;
  std::uint64_t within = 0; // of the stretch
  std::optional<id> left;
  // Where several stand between two that were known then, whoever wrote this saw none of them.
  const auto right = [&]() -> std::optional<id> {
    for (auto i = which; i < text.all.size(); ++i)
      if (text.all[i].known) {
        const auto& p = text.all[i].what;
        return id{p.at.client, p.at.clock + (i == which ? within : 0)};
      }
    return std::nullopt;
  };
  // Takes up to `count` units of what was in the text then; 0 at the end.
  const auto take = [&](std::uint64_t count, bool gone) -> std::uint64_t {
    while (which < text.all.size() && !text.all[which].was) {
      ++which;
      within = 0;
    }
    if (which == text.all.size()) return 0;
    const auto& each = text.all[which];
    const auto taken = std::min(count, each.what.length - within);
    const id first{each.what.at.client, each.what.at.clock + within};
    if (gone && each.is) remove(first, taken);
    left = id{first.client, first.clock + taken - 1};
    within += taken;
    if (within < each.what.length && each.is &&
        part(each.what, each.what.at.clock, first.clock + taken).half_back && !each.what.half_back)
      return 0;
    if (within == each.what.length) {
      ++which;
      within = 0;
    }
    return taken;
  };
  for (const auto& step : delta) {
    if (step.is == text_step::what::insert) {
      piece letters;
      letters.info = static_cast<std::uint8_t>(content::text);
      letters.body = step.text;
      letters.length = utf16_length(step.text);
      const auto first = add(letters, {left, right(), parent_of_root(root)});
      left = id{first.client, first.clock + letters.length - 1};
      continue;
    }
    for (auto count = step.count; count > 0;) {
      const auto taken = take(count, step.is == text_step::what::remove);
      if (taken == 0) return beyond();
      count -= taken;
    }
  }
  return std::nullopt;
}

// ---- going back

namespace {

/// What stands in a type then, by client and clock.
class earlier {
public:
  explicit earlier(std::vector<integration::entry> list) {
    for (auto& each : list)
      by_client_[each.what.at.client].emplace(each.what.at.clock, std::move(each));
  }
  /// Calls `each(part of p, what it was then or nullptr)` for all of `p`, in order.
  template <class Each> void parts(const piece& p, Each each) const {
    auto clock = p.at.clock;
    const auto up_to = [&](std::uint64_t end, const integration::entry* was) {
      if (clock < end) each(part(p, clock, end), was);
      clock = std::max(clock, end);
    };
    if (const auto client = by_client_.find(p.at.client); client != by_client_.end()) {
      auto it = client->second.upper_bound(p.at.clock);
      if (it != client->second.begin()) --it;
      for (; it != client->second.end() && it->first < p.end(); ++it) {
        if (it->second.what.end() <= p.at.clock) continue;
        up_to(std::max(it->first, p.at.clock), nullptr);
        up_to(std::min(it->second.what.end(), p.end()), &it->second);
      }
    }
    up_to(p.end(), nullptr);
  }

private:
  std::map<std::uint64_t, std::map<std::uint64_t, integration::entry>> by_client_;
};

} // namespace

std::optional<model::failure> document_editor::restore(const integration& now, const integration& then) {
  auto names = now.roots();
  std::ranges::copy(then.roots(), std::back_inserter(names));
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  for (const auto& name : names)
    if (!restore_node(now, then, now.root(name), then.root(name), parent_of_root(name), 0))
      return model::failure{model::error_code::too_large, "the document is nested too deep"};
  return std::nullopt;
}

bool document_editor::restore_node(const integration& now, const integration& then, const node* here,
                                   const node* before, const std::string& parent, int depth) {
  if (depth > deepest) return false;
  return restore_list(now, then, here, before, parent, depth) &&
         restore_keys(now, then, here, before, parent, depth);
}

bool document_editor::restore_list(const integration& now, const integration& then, const node* here,
                                   const node* before, const std::string& parent, int depth) {
  const earlier was(before ? then.list(*before) : std::vector<entry>{});
  bool well = true;
  std::optional<id> left;
  for (const auto& each : here ? now.list(*here) : std::vector<entry>{})
    was.parts(each.what, [&](const piece& p, const entry* old) {
      const bool stood = old && !old->deleted;
      if (stood && !each.deleted) {
        if (each.own) well = well && restore_node(now, then, each.own, old->own, parent_of(p.at), depth + 1);
      } else if (stood) {
        const auto copy = add(part(old->what, p.at.clock, p.end()), {left, p.at, parent});
        well = well && copy_inside(then, *old, copy, depth + 1);
      } else if (!each.deleted) {
        remove(p.at, p.length);
      }
      left = last_of(p);
    });
  return well;
}

bool document_editor::restore_keys(const integration& now, const integration& then, const node* here,
                                   const node* before, const std::string& parent, int depth) {
  std::map<std::string, std::pair<std::optional<entry>, std::optional<entry>>> all; // now, then
  if (here)
    for (auto& [key, each] : now.keys(*here))
      all[key].first = each;
  if (before)
    for (auto& [key, each] : then.keys(*before))
      if (!each.deleted) all[key].second = each;
  bool well = true;
  for (const auto& [key, both] : all) {
    const auto& [is, was] = both;
    const bool there = is && !is->deleted;
    if (there && was && is->what.at == was->what.at) {
      if (is->own)
        well = well && restore_node(now, then, is->own, was->own, parent_of(is->what.at), depth + 1);
      continue;
    }
    if (there) remove(is->what.at, is->what.length);
    if (!was) continue;
    const auto left = is ? std::optional(last_of(is->what)) : std::nullopt;
    const auto copy = add(was->what, {left, std::nullopt, with_key(parent, key)});
    well = well && copy_inside(then, *was, copy, depth + 1);
  }
  return well;
}

/// What stands in a type that was put in anew.
bool document_editor::copy_inside(const integration& then, const entry& what, id copy, int depth) {
  if (!what.own) return true;
  if (depth > deepest) return false;
  bool well = true;
  std::optional<id> left;
  for (const auto& each : then.list(*what.own)) {
    if (each.deleted) continue;
    const auto first = add(each.what, {left, std::nullopt, parent_of(copy)});
    well = well && copy_inside(then, each, first, depth + 1);
    left = id{first.client, first.clock + each.what.length - 1};
  }
  for (const auto& [key, each] : then.keys(*what.own)) {
    if (each.deleted) continue;
    const auto first = add(each.what, {std::nullopt, std::nullopt, with_key(parent_of(copy), key)});
    well = well && copy_inside(then, each, first, depth + 1);
  }
  return well;
}

} // namespace snug::yjs
