#pragma once
#include "tests/risk/shard_model.hpp"

namespace snug::risk {

/// A client and its user: sends at random, comes back where it stands, and checks what it is told.
class client_model {
public:
  client_model(int session, std::string user, surroundings& around)
    : session_(session)
    , user_(std::move(user))
    , around_(around) {}

  /// A new connection on a random shard; the one before it, where there is one, is given up.
  void connect();
  /// The network takes the connection away; returns what the server still believes in.
  [[nodiscard]] std::optional<address> cut();
  void send_something(const std::vector<std::string>& users);
  /// Takes the next frame, if there is one.
  void receive();
  /// Goes back to the rooms it wants to be in.
  void come_back();

  [[nodiscard]] bool connected() const { return peer_.has_value(); }
  [[nodiscard]] bool idle() const;
  /// For the end: nothing is missing.
  void compare(const rows& truth) const;
  [[nodiscard]] std::uint64_t heard() const { return heard_; }

private:
  struct place {
    bool wanted = false;
    bool joined = false;
    bool asking = false; ///< a join or leave is under way
    std::optional<std::uint64_t> stands;
  };

  void send(command command);
  void join(int room);
  void on_reply(const reply& answer);
  void on_durable_reply(const command& sent, const reply& answer);
  void on_event(int room, const model::record& event);
  void on_signal(const signal& event);
  [[nodiscard]] static bool durable(verb what);

  int session_;
  std::string user_;
  surroundings& around_;
  std::optional<address> peer_;
  bool greeted_ = false;
  std::uint32_t last_ref_ = 0;
  std::uint64_t last_id_ = 0;
  std::uint64_t last_signal_ = 0;
  std::uint64_t heard_ = 0;
  std::map<int, place> rooms_;
  std::map<std::uint32_t, command> unanswered_;          ///< by ref, on the present connection
  std::vector<command> retries_;                         ///< durable ones the last connection took along
  std::map<std::pair<int, int>, std::uint64_t> signals_; ///< by room and session
};

} // namespace snug::risk
