#pragma once
#include "actors/loop/loop_unit.hpp"
#include "actors/shard_actors.hpp"
#include "transport/catch_up.hpp"
#include "transport/deadlines.hpp"
#include "transport/delivery.hpp"
#include "transport/edge.hpp"
#include "transport/flusher.hpp"
#include "transport/hello_desk.hpp"
#include "transport/http/front.hpp"
#include "transport/inbox.hpp"
#include "transport/listener.hpp"
#include "transport/node_parts.hpp"
#include "transport/origin_policy.hpp"
#include "transport/orphaned_credits.hpp"
#include "transport/page_gate.hpp"
#include "transport/peer_table.hpp"
#include "transport/profile_desk.hpp"
#include "transport/proxies.hpp"
#include "transport/reading.hpp"
#include "transport/refusal_digest.hpp"
#include "transport/room_subscribers.hpp"
#include "transport/shard_loop.hpp"
#include "transport/shared_limits.hpp"
#include "transport/slice.hpp"
#include "transport/socketio_desk.hpp"
#include "transport/sockets.hpp"
#include "transport/stall_watch.hpp"
#include "transport/traffic.hpp"
#include "transport/transport_settings.hpp"
#include "transport/turn_reader.hpp"
#include <atomic>
#include <future>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

namespace snug::transport {

/// One socket thread: its loop, its sockets, its peers and its actors. A turn of the loop runs the actors,
/// takes what is in the inbox and writes what waits in outboxes. The actors run as often as a command has
/// steps, each of the rest takes a slice of 1 ms at most.
class shard final : sockets::events,
                    edge::outlet,
                    http::front::outlet,
                    socketio_desk::outlet,
                    profile_desk::outlet {
public:
  /// This shard's listeners, open already.
  struct ports {
    std::unique_ptr<listener> in_clear;
    std::unique_ptr<listener> under_tls; ///< nullptr: TLS isn't served
  };
  /// Any thread.
  shard(std::uint16_t number, const transport_settings& settings, const node_parts& parts,
        shared_limits& shared, actors::fan_out& out, ports open);
  ~shard() override;

  /// Starts the thread and waits until the shard stands; false where it could not be built. The loop waits
  /// for `run`.
  [[nodiscard]] bool start();
  [[nodiscard]] const actors::door_handle& door() const noexcept { return actors_->door(); }
  /// Lets the loop run, with every shard's door by number.
  void run(std::vector<actors::door_handle> doors);
  /// Ends the actors, closes every socket and joins the thread.
  void stop();
  /// Any thread, while the shard runs. Says that it is to stop, and doesn't wait for it: shards that hold one
  /// another's actors have to stop together.
  void begin_to_stop();

  /// The way in, from any thread.
  [[nodiscard]] inbox& mail() noexcept { return inbox_; }
  [[nodiscard]] const traffic& counters() const noexcept { return traffic_; }

private:
  // the thread
  void live(std::promise<bool> built, std::future<std::vector<actors::door_handle>> go);
  [[nodiscard]] bool build();
  void turn();
  void take_in();
  bool read_on(const slice& mine);
  void write_out();
  void tick();
  void finish();

  // what comes by the inbox
  void handle(post& p, const slice& mine);
  void tell_group(const slice& mine);
  void tell_outcome(const store::outcome& outcome);
  void tell_run();
  void on(const model::reply& reply);
  void on(const room_post& p);
  void on(const peer_post& p);
  void on(const store::commit_group_ptr& group);
  void on(page_post& p);
  void on(const actors::subscription_request& p);
  void on(const unsubscribe_post& p);
  void on(const attend_post& p);
  void on(const hold_post& p);
  void on(const lift_post& p);
  void on(const still_post& p);
  void on(const greeted_post& p);
  void on(const close_post& p);
  void on(const revoke_post& p);
  void on(const roll_call_post& p);
  void on(command_post& p);
  void on(const drain_post& p);
  void on(const limits_post& p);
  void on(handed_over& socket);
  void on(const stop_post& p);

  // sockets::events
  peer& opened(const socket& with, std::uint8_t speech, std::unique_ptr<arrival> came) override;
  void received(peer& p, const message_piece& piece) override;
  void ponged(peer& p) override;
  void writable(peer& p) override;
  void unread(peer& p) override { reading_.again(p); }
  void closed(peer& p) override;
  void left(arrival& came) override;

  // edge::outlet
  void refuse(peer& p, std::uint32_t ref, model::failure why) override;
  void close(peer& p, model::close_code code, std::string_view reason) override;
  void hello(peer& p, actors::greeting greeting) override;
  void renew(peer& p, std::uint32_t ref, hello_desk::renewal renewed) override;
  void command(peer& p, model::command command) override;
  void commands(peer& p, std::vector<model::command> together) override;
  void pause(peer& p) override;
  void go_on(peer& p) override;
  void carried(peer& p, std::string_view message, bool binary) override;

  // http::front::outlet
  void upgraded(http::connection::released socket) override;
  bool came_for(arrival& came, std::string_view forwarded) override;
  peer& asked(http::connection& c, model::identity_ptr who) override;
  bool carry_out(peer& p, model::command command) override;
  void done(peer& p) override;
  std::shared_ptr<const std::vector<std::string>> judged_headers() const override;
  bool judge(peer& p, const hooks::handshake& from) override;
  void stream(http::connection& c, const arrival& with, model::command join) override;
  std::string entropy() override;
  void stream_writable(peer& p) override;
  void stream_ended(peer& p) override;
  void stream_replied(peer& p, const model::reply& reply);

  // Yjs providers
  [[nodiscard]] static bool edits_a_document(const peer& p) noexcept;
  void enter_document(peer& p);
  void document_replied(peer& p, const model::reply& reply);
  void document_refused(peer& p, std::uint32_t ref, const model::failure& why);
  void document_told(peer& p, const model::ephemeral_event& event);
  void close_overruns();
  std::optional<std::uint16_t> elsewhere(std::string_view sid) const override;
  void pass_on(std::uint16_t to, http::connection::released socket,
               std::optional<http::request> asked) override;

  // socketio_desk::outlet
  void carried_gone(peer& p) override;
  void doom(peer& p) override;
  void hang_up(peer& socket) override;
  void left_unidentified(arrival& came) override;
  void left_for_good(peer& p) override;
  void expect(const peer& p) override { catch_up_->expect(p); }
  void recalled(peer& p, std::size_t rooms) override { catch_up_->recalled(p, rooms); }

  // profile_desk::outlet; `close` is the edge's
  void welcome(peer& p, const model::reply& reply) override;
  void refused_silently(peer& p, model::failure why) override;
  void carry(peer& p, dialect::decoded what) override { edge_->carry(p, std::move(what)); }

  // WebSockets of profiles
  void enter_words(peer& p);
  void said_in_words(peer& p, std::string_view message, bool binary);
  [[nodiscard]] bool words_welcomed(peer& p, const model::reply& reply);
  [[nodiscard]] static model::close_code code_for(const peer& p, model::close_code code) noexcept;

  void answer(peer& p, const model::reply& reply);
  void accept(int fd, const sockaddr& from, bool under_tls);
  void listen();
  void stop_listening();
  void ask_for_sign(peer& p);
  void end_stream(peer& p);
  void send_away(peer& p);
  void identify(peer& p, model::identity_ptr who);
  void give_back(peer& p, std::uint32_t ref);
  void retire(peer& p);
  [[nodiscard]] bool hang_up_hard(peer& socket, model::close_code code);
  void end_doomed();
  void look_at_clogged();
  void count();
  [[nodiscard]] address_counts::bounds bounds_by_address() const noexcept;
  [[nodiscard]] bool count_as(peer& p, const actors::greeting& greeting);
  [[nodiscard]] model::return_address address_of(const peer& p) const noexcept;

  const std::uint16_t number_;
  transport_settings settings_; ///< its limits may change while serving
  const node_parts& parts_;
  shared_limits& shared_;
  actors::fan_out& fan_out_;

  shard_loop loop_;
  inbox inbox_;
  loop::loop_unit unit_;
  ports ports_;
  origin_policy origins_;
  const proxies proxies_;
  hello_desk desk_;
  ring_pool rings_;
  peer_table peers_;
  stall_watch stalls_;
  orphaned_credits orphans_;
  room_subscribers rooms_;
  page_gate gate_;
  turn_reader reads_;
  std::unique_ptr<sockets> sockets_; ///< from here on made on the loop's thread
  std::unique_ptr<http::front> front_;
  std::unique_ptr<profile_desk> profiles_;
  std::unique_ptr<socketio_desk> socketio_;
  reading reading_;
  std::optional<flusher> flusher_;
  std::optional<delivery> delivery_;
  std::optional<catch_up> catch_up_;
  std::optional<edge> edge_;
  std::optional<refusal_digest> refusals_;
  std::optional<deadlines> deadlines_;
  std::unique_ptr<actors::shard_actors> actors_;

  /// How long writing waits while sockets still bring commands: what they cause goes out in one write with
  /// what waits already.
  static constexpr std::chrono::milliseconds patience{1};
  bool heard_ = false; ///< something came in since the last turn
  std::optional<std::chrono::steady_clock::time_point>
      waiting_since_; ///< since when something waits to be written

  static constexpr std::size_t max_run = 64;
  std::vector<event_ptr> run_;  ///< ephemeral events of one room that wait for the next that isn't
  std::vector<peer*> doomed_;   ///< to be ended outside the library's callbacks
  std::uint64_t last_told_ = 0; ///< commit number of the newest told record that was drained
  std::int64_t now_ = 0;        ///< steady ms, as of this turn or the tick before it
  std::int64_t last_sweep_ = 0;
  store::commit_group_ptr group_; ///< what is being told, from `next_outcome_` on
  std::size_t next_outcome_ = 0;
  std::optional<drain_post> draining_;
  bool stopping_ = false;
  std::uint64_t accepted_ = 0, slow_closed_ = 0, bytes_in_ = 0, bytes_out_ = 0;
  traffic traffic_;

  std::thread thread_;
  std::promise<std::vector<actors::door_handle>> go_;
};

} // namespace snug::transport
