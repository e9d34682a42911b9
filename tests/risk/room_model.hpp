#pragma once
#include "actors/room_authority.hpp"
#include "tests/risk/witness.hpp"
#include "tests/risk/words.hpp"

namespace snug::risk {

/// What a room reaches; every call names a peer and arrives at its shard's inbox.
class room_exits {
public:
  virtual ~room_exits() = default;
  virtual void answer(const reply& answer) = 0;
  virtual void subscribe(const address& peer, int room, std::uint64_t from, const snapshot& as_of) = 0;
  virtual void unsubscribe(const address& peer, int room, bool put_out) = 0;
  virtual void pause(const address& peer, int room) = 0;
  virtual void lift(const address& peer, int room) = 0;
  virtual void post(const signal& event) = 0;
  virtual void look_up_again(const command& join) = 0;
  virtual void submit(const command& command) = 0;
  [[nodiscard]] virtual std::uint64_t next_hold() = 0;
};

/// An awake room: the product's authority and who is here.
class room_model {
public:
  room_model(int number, const snapshot& rows, flaw flaw, room_exits& out, witness& witness);

  void join(const command& join, const snapshot& read);
  void leave(const command& leave);
  void gone(const address& peer);
  void live(const command& command);
  void take_away(command command);
  void seen(const outcome& outcome);

  [[nodiscard]] bool at_rest() const { return here_.empty() && authority_.holds() == 0; }
  [[nodiscard]] bool empty() const { return here_.empty(); }
  /// For the end: everybody here, and whether the cache says what the rows say.
  [[nodiscard]] const std::map<address, std::string, address_less>& here() const { return here_; }
  void compare(const room_rows& truth) const;

private:
  void remove(const address& peer);
  void put_out(const std::string& user);
  [[nodiscard]] std::vector<address> peers_of(const std::string& user) const;

  int number_;
  flaw flaw_;
  room_exits& out_;
  witness& witness_;
  facets::room_facts facts_;
  actors::room_authority authority_;
  std::uint64_t head_;
  std::map<address, std::string, address_less> here_;
};

} // namespace snug::risk
