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
  /// What items stand in: a list, and a chain of values per key.
  struct type_node;
  /// Where items of many clients were put between the same two, an order is found by looking at all of
  /// them: foreign structs can make it a square of their number. After so many looks it is given up.
  static constexpr std::uint64_t most_steps = 20'000'000;

  explicit integration(const struct_store& structs, std::uint64_t steps = most_steps);
  ~integration();
  integration(const integration&) = delete;
  integration& operator=(const integration&) = delete;

  /// The types that have a name of their own.
  [[nodiscard]] std::vector<std::string> roots() const;
  /// What stands in the text `root`, without formats and embeds; "" where there is none.
  [[nodiscard]] std::string text(std::string_view root) const;
  /// False where it was given up: then it says nothing of use.
  [[nodiscard]] bool complete() const noexcept { return steps_ > 0; }

  /// A struct, or a part of one, in its place.
  struct entry {
    piece what; ///< a view into the store
    bool deleted = false;
    const type_node* own = nullptr; ///< the type that is its content
  };
  /// nullptr where there is none of that name.
  [[nodiscard]] const type_node* root(std::string_view name) const;
  /// What stands in the list of a type, in order, deleted or not.
  [[nodiscard]] std::vector<entry> list(const type_node& of) const;
  /// What stands at the keys of a type: the newest of each, deleted or not.
  [[nodiscard]] std::vector<std::pair<std::string, entry>> keys(const type_node& of) const;
  /// Per client the clocks that are in order.
  [[nodiscard]] const state_vector& state() const noexcept { return state_; }

private:
  struct item;
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
  [[nodiscard]] item* first_of_chain(const type_node& parent, const std::string& key);
  /// Counts a look; false where there were too many.
  bool step() noexcept { return steps_ > 0 && --steps_ > 0; }
  [[nodiscard]] static entry entry_of(const item& each) noexcept;
  item& make(const piece& p);

  std::deque<item> items_;
  std::deque<type_node> types_;
  std::map<std::string, type_node*, std::less<>> roots_;
  std::unordered_map<std::uint64_t, item_map> by_client_;
  state_vector state_;
  std::uint64_t steps_;
};

} // namespace snug::yjs
