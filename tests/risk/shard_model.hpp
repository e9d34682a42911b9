#pragma once
#include "tests/risk/journal_model.hpp"
#include "tests/risk/reader_model.hpp"
#include "tests/risk/room_model.hpp"
#include "transport/subscription.hpp"

namespace snug::risk {

class shard_model;

/// What the shards of one node share.
struct surroundings {
  dice& random;
  flaw built_in;
  journal_model& journal;
  reader_model& reader;
  witness& watch;
  std::vector<std::unique_ptr<shard_model>>& shards;
  bool restless = false; ///< clients leave as often as they can, so that rooms fall asleep
  std::uint64_t last_hold = 0;
};

/// A connection as its shard has it; both directions of its network are queues.
struct connection_model {
  int session = 0;
  std::deque<command> incoming;
  std::deque<frame> outbox;
  bool greeted = false;
  std::uint32_t joining = 0; ///< the join under way: what is sent behind it waits for its answer
  std::map<int, transport::subscription> subscriptions;
  std::set<int> rooms; ///< whose home hears when it closes
  std::set<std::uint32_t> answered;
};

/// One socket thread: an inbox, connections with their subscriptions, the rooms and sessions it is home to.
class shard_model final : public room_exits {
public:
  using work = std::function<void(shard_model&)>;

  shard_model(std::uint16_t number, surroundings& around)
    : number_(number)
    , around_(around) {}

  void post(work item) { inbox_.push_back(std::move(item)); }

  // The network's side.
  [[nodiscard]] address open(int session);
  [[nodiscard]] connection_model* find(const address& peer);
  void send(const address& peer, command command);
  [[nodiscard]] std::optional<frame> take_frame(const address& peer);
  void close(const address& peer);

  // Steps.
  void drain();
  void read_a_command();
  void ask_for_a_page();
  void run_a_room();
  void put_rooms_to_sleep();

  void told(const outcome& outcome);

  [[nodiscard]] bool idle() const;
  [[nodiscard]] const std::map<std::uint32_t, connection_model>& connections() const { return connections_; }
  /// For the end: the rooms' caches and occupants agree with the rows and the subscriptions.
  void compare(const rows& truth) const;

  // What rooms of this shard reach (room_exits).
  void answer(const reply& answer) override;
  void subscribe(const address& peer, int room, std::uint64_t from, const snapshot& as_of) override;
  void unsubscribe(const address& peer, int room, bool put_out) override;
  void pause(const address& peer, int room) override;
  void lift(const address& peer, int room) override;
  void post(const signal& event) override;
  void look_up_again(const command& join) override;
  void submit(const command& command) override;
  std::uint64_t next_hold() override { return ++around_.last_hold; }

private:
  using mail = std::function<void(room_model&)>;
  struct place {
    std::unique_ptr<room_model> awake; ///< nothing while it is waking
    std::deque<mail> mailbox;
  };
  struct parked_page {
    std::uint64_t as_of;
    work deliver;
  };
  struct session_row {
    std::optional<address> current;
    std::deque<address> waiting;
  };

  [[nodiscard]] shard_model& home_of(int room) const;
  [[nodiscard]] shard_model& shard_of(const address& peer) const { return *around_.shards[peer.shard]; }
  [[nodiscard]] shard_model& shard_of_session(int session) const;
  [[nodiscard]] transport::subscription* subscription_of(const address& peer, int room);

  void handle(connection_model& from, const command& command);
  void look_up(const command& join);
  void put_reply(const reply& answer);
  void put_events(const outcome& outcome);
  bool put_event(std::uint32_t slot, connection_model& to, int room, const record_ptr& event);
  void begin(const address& peer, int room, std::uint64_t from, std::uint64_t head, std::uint64_t as_of);
  void read_page(const address& peer, int room, transport::subscription& sub);
  void page_arrived(const address& peer, int room, std::uint32_t number, std::uint64_t after,
                    const snapshot& rows);
  void put_signal(const signal& event);
  void to_room(int room, mail item);
  void claim(int session, const address& peer);
  void released(int session, const address& peer);
  void greet_next(session_row& row);

  std::uint16_t number_;
  surroundings& around_;
  std::deque<work> inbox_;
  std::map<std::uint32_t, connection_model> connections_; ///< by slot; slots are not used again
  std::uint32_t last_slot_ = 0;
  std::map<int, place> places_;
  std::map<int, session_row> sessions_;
  std::vector<parked_page> parked_;
  std::uint64_t drained_ = 0; ///< the last commit number told to this shard's peers
  std::uint32_t last_read_ = 0;
};

} // namespace snug::risk
