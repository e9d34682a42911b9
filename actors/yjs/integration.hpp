#pragma once
#include "actors/yjs/struct_store.hpp"
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace snug::yjs {

/// A document put in order as Yjs does (yjs-wire §8), as far as its texts are concerned: which structs stand
/// where, and which are deleted. Made once of a store, which has to stay as it is meanwhile; meant for a
/// reader's thread. What waits for something unknown is left out, as it is in a client.
class integration {
public:
  explicit integration(const struct_store& structs);
  ~integration();
  integration(const integration&) = delete;
  integration& operator=(const integration&) = delete;

  /// The types that have a name of their own.
  [[nodiscard]] std::vector<std::string> roots() const;
  /// What stands in the text `root`, without formats and embeds; "" where there is none.
  [[nodiscard]] std::string text(std::string_view root) const;
  /// Per client the clocks that are in order.
  [[nodiscard]] const state_vector& state() const noexcept { return state_; }

private:
  struct item;
  /// What items stand in: a list, and a chain of values per key.
  struct type_node {
    item* start = nullptr;
    std::unordered_map<std::string, item*> last; ///< of each chain
    item* owner = nullptr;                       ///< nothing: a root
  };
  using item_map = std::map<std::uint64_t, item*>;

  void run(const struct_store& structs);
  void take_all(std::map<std::uint64_t, std::deque<piece>>& waiting);
  [[nodiscard]] const id* missing(const piece& p, id& parent) const;
  void add(const piece& p);
  [[nodiscard]] type_node* parent_of(item& added, const piece& p);
  void place(item& added);
  [[nodiscard]] item* position(const item& added);
  void link(item& added, item* left);
  void apply(const delete_set& deletes);
  void remove(item& gone);

  [[nodiscard]] item* containing(id at) const;
  [[nodiscard]] item* ending_at(id at);
  [[nodiscard]] item* starting_at(id at);
  item* split(item& whole, std::uint64_t count);
  [[nodiscard]] static item* first_of_chain(const type_node& parent, const std::string& key);
  item& make(const piece& p);

  std::deque<item> items_;
  std::deque<type_node> types_;
  std::map<std::string, type_node*, std::less<>> roots_;
  std::unordered_map<std::uint64_t, item_map> by_client_;
  state_vector state_;
};

} // namespace snug::yjs
