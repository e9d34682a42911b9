#include "actors/yjs/integration.hpp"
#include <algorithm>
#include <optional>

namespace snug::yjs {

struct integration::type_node {
  item* start = nullptr;
  std::unordered_map<std::string, item*> last; ///< of each chain
  item* owner = nullptr;                       ///< nothing: a root
};

struct integration::item {
  piece what;      ///< views into the store
  std::string key; ///< where `has_key`
  bool has_key = false;
  bool deleted = false;
  bool gone = false; ///< stands nowhere: gc, or what hangs on it
  item* left = nullptr;
  item* right = nullptr;
  type_node* parent = nullptr;
  type_node* own = nullptr; ///< the type that is its content

  [[nodiscard]] std::optional<id> origin() const {
    return what.info & piece::has_origin ? std::optional(what.origin) : std::nullopt;
  }
  [[nodiscard]] std::optional<id> right_origin() const {
    return what.info & piece::has_right_origin ? std::optional(what.right_origin) : std::nullopt;
  }
};

integration::integration(const struct_store& structs, std::uint64_t steps)
  : steps_(steps) {
  run(structs);
}
integration::~integration() = default;

// ---- in what order structs are taken

void integration::run(const struct_store& structs) {
  std::map<std::uint64_t, std::deque<piece>> waiting;
  structs.walk([&](const piece& p) { waiting[p.at.client].push_back(p); });
  take_all(waiting);
  if (complete()) apply(structs.deletions());
}

/// A client goes on until it needs what another one hasn't told yet; then it waits for that one.
void integration::take_all(std::map<std::uint64_t, std::deque<piece>>& waiting) {
  std::unordered_map<std::uint64_t, std::vector<std::uint64_t>> waits_for;
  std::deque<std::uint64_t> ready;
  for (const auto& [client, pieces] : waiting)
    ready.push_front(client);
  while (!ready.empty() && complete()) {
    const auto client = ready.front();
    ready.pop_front();
    auto& pieces = waiting[client];
    const auto before = state_[client];
    while (!pieces.empty() && pieces.front().at.clock == state_[client] && step()) {
      id parent;
      if (const auto* needs = missing(pieces.front(), parent)) {
        if (needs->client != client) waits_for[needs->client].push_back(client);
        break;
      }
      add(pieces.front());
      pieces.pop_front();
    }
    if (state_[client] == before) continue;
    for (const auto each : std::exchange(waits_for[client], {}))
      ready.push_back(each);
  }
  std::erase_if(state_, [](const auto& each) { return each.second == 0; });
}

/// The first of those it refers to that isn't there; `parent` is room for one.
const id* integration::missing(const piece& p, id& parent) const {
  const auto there = [this](id what) {
    const auto known = state_.find(what.client);
    return known != state_.end() && known->second > what.clock;
  };
  if (!p.is_item()) return nullptr;
  if ((p.info & piece::has_origin) && !there(p.origin)) return &p.origin;
  if ((p.info & piece::has_right_origin) && !there(p.right_origin)) return &p.right_origin;
  if (p.parent.empty()) return nullptr;
  const auto info = read_parent(p.parent);
  if (!info.of || there(*info.of)) return nullptr;
  parent = *info.of;
  return &parent;
}

// ---- finding and cutting

integration::item* integration::containing(id at) const {
  const auto client = by_client_.find(at.client);
  if (client == by_client_.end()) return nullptr;
  const auto it = client->second.upper_bound(at.clock);
  return it == client->second.begin() ? nullptr : std::prev(it)->second;
}

integration::item* integration::ending_at(id at) {
  auto* found = containing(at);
  if (found && !found->gone && found->what.end() != at.clock + 1)
    split(*found, at.clock + 1 - found->what.at.clock);
  return found;
}

integration::item* integration::starting_at(id at) {
  auto* found = containing(at);
  if (!found || found->gone || found->what.at.clock == at.clock) return found;
  return split(*found, at.clock - found->what.at.clock);
}

integration::item* integration::split(item& whole, std::uint64_t count) {
  auto& right = items_.emplace_back(whole);
  right.what = without_front(whole.what, count);
  whole.what = only_front(whole.what, count);
  right.left = &whole;
  whole.right = &right;
  if (right.right)
    right.right->left = &right;
  else if (right.has_key && right.parent)
    right.parent->last[right.key] = &right;
  by_client_[right.what.at.client][right.what.at.clock] = &right;
  return &right;
}

integration::item* integration::first_of_chain(const type_node& parent, const std::string& key) {
  const auto found = parent.last.find(key);
  auto* first = found == parent.last.end() ? nullptr : found->second;
  while (first && first->left && step())
    first = first->left;
  return first;
}

// ---- putting in place

integration::item& integration::make(const piece& p) {
  auto& out = items_.emplace_back();
  out.what = p;
  by_client_[p.at.client][p.at.clock] = &out;
  state_[p.at.client] = p.end();
  return out;
}

void integration::add(const piece& p) {
  item* left = nullptr;
  item* right = nullptr;
  if (p.is_item() && (p.info & piece::has_origin)) left = ending_at(p.origin);
  if (p.is_item() && (p.info & piece::has_right_origin)) right = starting_at(p.right_origin);
  auto& added = make(p);
  added.left = left;
  added.right = right;
  added.parent = p.is_item() ? parent_of(added, p) : nullptr;
  added.gone = !added.parent;
  if (added.gone) {
    added.left = added.right = nullptr;
    return;
  }
  if (p.kind() == content::type) {
    added.own = &types_.emplace_back();
    added.own->owner = &added;
  }
  if (p.kind() == content::deleted) added.deleted = true;
  place(added);
}

/// Nothing where what it hangs on is gone.
integration::type_node* integration::parent_of(item& added, const piece& p) {
  if ((added.left && added.left->gone) || (added.right && added.right->gone)) return nullptr;
  if (const auto* beside = added.left ? added.left : added.right) {
    added.has_key = beside->has_key;
    added.key = beside->key;
    return beside->parent;
  }
  const auto info = read_parent(p.parent);
  added.has_key = info.key.has_value();
  added.key = info.key.value_or("");
  if (info.of) {
    const auto* owner = containing(*info.of);
    return owner && !owner->gone ? owner->own : nullptr;
  }
  auto& root = roots_[std::string(info.root)];
  if (!root) root = &types_.emplace_back();
  return root;
}

void integration::place(item& added) {
  const bool between = added.left ? added.left->right == added.right : added.right && !added.right->left;
  link(added, between ? added.left : position(added));
  if (added.own == nullptr && added.deleted) return;
  const bool inside_deleted = added.parent->owner && added.parent->owner->deleted;
  if (inside_deleted || (added.has_key && added.right)) remove(added);
}

/// Who comes in front of it, where several were put between the same two (YATA). Compared are origins as they
/// were written.
integration::item* integration::position(const item& added) {
  auto* left = added.left;
  auto* o = left            ? left->right
            : added.has_key ? first_of_chain(*added.parent, added.key)
                            : added.parent->start;
  std::unordered_set<const item*> before;
  std::unordered_set<const item*> conflicting;
  for (; o && o != added.right && step(); o = o->right) {
    before.insert(o);
    conflicting.insert(o);
    const auto origin = o->origin();
    if (origin == added.origin()) {
      if (o->what.at.client < added.what.at.client) {
        left = o;
        conflicting.clear();
      } else if (o->right_origin() == added.right_origin()) {
        break;
      }
    } else if (const auto* theirs = origin ? containing(*origin) : nullptr;
               theirs && before.contains(theirs)) {
      if (!conflicting.contains(theirs)) {
        left = o;
        conflicting.clear();
      }
    } else {
      break;
    }
  }
  return left;
}

void integration::link(item& added, item* left) {
  added.left = left;
  if (left) {
    added.right = left->right;
    left->right = &added;
  } else if (added.has_key) {
    added.right = first_of_chain(*added.parent, added.key);
  } else {
    added.right = std::exchange(added.parent->start, &added);
  }
  if (added.right) {
    added.right->left = &added;
  } else if (added.has_key) {
    added.parent->last[added.key] = &added;
    if (left) remove(*left);
  }
}

// ---- what is deleted

void integration::apply(const delete_set& deletes) {
  for (const auto& [client, ranges] : deletes) {
    const auto known = state_.find(client);
    if (known == state_.end()) continue;
    auto& items = by_client_[client];
    for (const auto& each : ranges) {
      const auto end = std::min(each.clock + each.length, known->second);
      if (each.clock >= end) continue;
      (void)starting_at({client, each.clock});
      if (end < known->second) (void)starting_at({client, end});
      for (auto it = items.lower_bound(each.clock); it != items.end() && it->first < end; ++it)
        remove(*it->second);
    }
  }
}

/// With all that is inside it.
void integration::remove(item& gone) {
  std::vector<item*> all{&gone};
  while (!all.empty()) {
    auto& next = *all.back();
    all.pop_back();
    if (next.deleted || next.gone) continue;
    next.deleted = true;
    if (!next.own) continue;
    for (auto* inside = next.own->start; inside; inside = inside->right)
      all.push_back(inside);
    for (const auto& [key, last] : next.own->last)
      all.push_back(last);
  }
}

// ---- what it says

std::vector<std::string> integration::roots() const {
  std::vector<std::string> out;
  for (const auto& [name, node] : roots_)
    out.push_back(name);
  return out;
}

const integration::type_node* integration::root(std::string_view name) const {
  const auto found = roots_.find(name);
  return found == roots_.end() ? nullptr : found->second;
}

integration::entry integration::entry_of(const item& each) noexcept {
  return {each.what, each.deleted, each.own};
}

std::vector<integration::entry> integration::list(const type_node& of) const {
  std::vector<entry> out;
  for (const auto* each = of.start; each; each = each->right)
    out.push_back(entry_of(*each));
  return out;
}

std::vector<std::pair<std::string, integration::entry>> integration::keys(const type_node& of) const {
  std::vector<std::pair<std::string, entry>> out;
  for (const auto& [key, last] : of.last)
    out.emplace_back(key, entry_of(*last));
  std::ranges::sort(out, {}, [](const auto& each) -> const std::string& { return each.first; });
  return out;
}

std::string integration::text(std::string_view root) const {
  std::string out;
  const auto found = roots_.find(root);
  if (found == roots_.end()) return out;
  for (const auto* each = found->second->start; each; each = each->right)
    if (!each->deleted && each->what.kind() == content::text) append_body(out, each->what);
  return out;
}

} // namespace snug::yjs
