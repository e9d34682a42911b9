#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace snug::config {

/// How much of a room's log is kept; 0: no bound.
struct retention_options {
  std::uint64_t events = 100'000;
  std::uint64_t bytes = 64ull << 20;
  std::uint64_t age_ms = 0;
};

/// `[kinds.<name>]`: a preset of rooms. What a file leaves out comes from the shipped kind of that name, or
/// from `group`.
struct kind_options {
  std::string durability = "disk"; ///< "disk" | "none"
  retention_options history;
  std::uint64_t resume_events = 10'000;
  std::string visitor_role =
      "editor"; ///< "viewer" | "editor": whoever joins a public room without being a member
  std::uint32_t max_present = 10'000;
  std::uint32_t presence_list = 100;
  std::uint32_t presence_grace_ms = 5'000;
  std::uint32_t typing_ms = 6'000;
  std::uint32_t max_text = 16'384;
  std::uint32_t max_retained = 64;
  std::uint32_t idle_ms = 120'000;
  std::uint32_t away_ms = 600'000;
  std::uint32_t presence_move_ms = 50;
  std::uint32_t max_presence_data = 1'024;
  std::uint32_t last_seen_ms = 300'000;
  std::uint32_t max_state_value = 16'384;
  std::uint32_t max_state_keys = 1'000;
  std::uint32_t max_state_bytes = 1u << 20;
  std::uint32_t state_history = 1'000;
  std::uint32_t state_history_bytes = 4u << 20;
  std::uint32_t max_state_snapshots = 16;
  std::uint32_t state_offline_ms = 7 * 86'400'000u;
  std::uint32_t max_documents = 64;
  std::uint32_t max_document_bytes = 32u << 20;
  std::uint32_t max_open_documents_bytes = 64u << 20;
  std::uint32_t max_document_text = 1u << 20;
  std::uint32_t max_document_versions = 32;
  bool free_events = true;
  std::string access =
      "private"; ///< "private" | "public" | "code" | "open": of a room that isn't told otherwise
  std::string makers = "users"; ///< "nobody" | "users" | "everybody": who may make such rooms
  std::uint32_t max_members = 10'000;
  bool auto_join = true;
  std::vector<std::string> facets;             ///< empty: all
  std::vector<std::string> shows = {"avatar"}; ///< what is told of users besides id and name
  /// What each role may do; empty: as shipped.
  struct {
    std::vector<std::string> viewer, editor, host, owner;
  } roles;
};

/// `[[rooms]]`: a room that is there from the start.
struct room_options {
  std::string name;
  std::string kind = "group";
  std::string access = "private";             ///< "public" | "private" | "open"
  std::map<std::string, std::string> members; ///< user id → role
};

/// Everything that can be set, with its default. The reason for each default stands beside it in
/// `option_table.cpp`.
struct options {
  bool dev = false;
  struct {
    std::string address = "127.0.0.1";
    std::uint16_t port = 7684;
    std::vector<std::string> origins; ///< allowed Origin values; empty: the same origin only
    std::vector<std::string> hosts;   ///< allowed Host names besides addresses and localhost
    std::vector<std::string> proxies; ///< addresses and networks whose X-Forwarded-For is believed
  } listen;
  /// A second port, under TLS.
  struct {
    std::string certificate; ///< file, PEM; "": TLS isn't served
    std::string key;         ///< file, PEM
    std::string address;     ///< "": as listen.address
    std::uint16_t port = 7685;
    std::string min_version = "1.2"; ///< "1.2" | "1.3"
  } tls;
  unsigned shards = 1;
  struct {
    std::string directory = "./snug-data";
    std::uint64_t map_bytes = sizeof(void*) == 4 ? 1ull << 30 : 64ull << 30;
    std::uint64_t reserve_bytes = 64ull << 20; ///< free disk below which writes that add are refused
    unsigned readers = 1;
    std::size_t max_group = 256; ///< commands per commit
  } store;
  struct {
    std::string jwt_secret;        ///< HS256; "": none
    std::vector<std::string> keys; ///< files of public keys, each "path" or "kid=path"
    std::string issuer, audience;  ///< "" accepts any
    std::string claims_in;         ///< the claim that holds snug's own; "": the token itself
    std::uint32_t leeway_ms = 30'000;
    bool guests = false;
    std::uint64_t resume_ms = 7ull * 24 * 3600 * 1000;
    std::uint64_t revocation_ms = 30ull * 24 * 3600 * 1000;
    std::uint32_t ticket_ms = 30'000;
    std::uint32_t access_ms = 15 * 60 * 1000; ///< own accounts: how long a token is good
    std::uint64_t refresh_ms = 30ull * 24 * 3600 * 1000;
    std::uint64_t password_memory = 19ull << 20; ///< argon2id
    std::uint32_t password_passes = 2;
    std::uint32_t logins_waiting = 16;
    std::uint32_t guesses_per_account = 10;
    std::uint32_t guesses_per_address = 40;
    std::uint32_t guess_refill_ms = 30'000;
  } auth;
  struct {
    std::size_t connections = 100'000;
    std::size_t unidentified_per_address = 256;   ///< connections before hello
    std::size_t connections_per_address = 10'000; ///< 0: no bound
    std::size_t connections_per_user = 100;       ///< 0: no bound
    std::uint32_t hello_ms = 10'000;
    std::size_t message_bytes = 1u << 20;
    std::size_t first_message_bytes = 16'384;       ///< before hello
    std::size_t document_message_bytes = 16u << 20; ///< of a Yjs provider: a whole document comes as one
    std::uint64_t document_bytes = 256u << 20; ///< of open documents' memory; at most 1/8 of the machine's
    std::uint32_t commands_in_flight = 32;
    std::size_t bytes_in_flight = 1u << 20;
    std::size_t process_bytes_in_flight = 64u << 20; ///< at most 1/16 of memory
    std::size_t outbox_bytes = 256u << 10;
    std::uint32_t stalled_ms = 30'000;
    std::uint32_t request_ms = 30'000; ///< from an HTTP request's first byte to its last
    std::uint32_t idle_ms = 60'000;    ///< between the requests of an HTTP connection
    std::size_t requests_in_flight = 1'024;
    std::uint32_t rooms_per_session = 100;
    std::uint32_t rooms_per_user = 500;    ///< a member of so many makes no more
    std::uint32_t commands_per_second = 0; ///< per session; 0: no bound
    std::uint32_t guest_rooms = 20;        ///< per session of a guest
    std::uint32_t guest_commands_per_second = 0;
    std::uint32_t user_commands_per_second = 0;    ///< of all that one user does; 0: no bound
    std::uint32_t key_commands_per_second = 0;     ///< of all that one API key does; 0: as a user
    std::uint32_t room_commands_per_second = 0;    ///< of all that is said in one room; 0: no bound
    std::uint32_t address_commands_per_second = 0; ///< of all from one network address; 0: no bound
  } limits;
  /// What a back end is asked and told over HTTP.
  struct {
    std::string secret;                   ///< signs every request; needed with any url
    std::string url;                      ///< is told of events; "": none
    std::vector<std::string> events;      ///< which durable ones: names, or `begin*`
    std::uint32_t timeout_ms = 10'000;    ///< of one request
    std::uint32_t in_flight = 4;          ///< events under way at once
    std::uint32_t attempts = 16;          ///< before an event is dead
    std::uint32_t first_retry_ms = 1'000; ///< doubled each time
    std::uint32_t last_retry_ms = 3'600'000;
    std::uint64_t max_dead = 10'000; ///< kept; then the oldest go
    std::string rpc_url;             ///< answers commands that the tables don't know; "": none
    std::uint32_t rpc_timeout_ms = 5'000;
    std::uint32_t rpc_in_flight = 64;
    std::string connect_url;                               ///< says who brings no token; "": nobody is asked
    std::vector<std::string> connect_headers = {"cookie"}; ///< what it is told of a handshake
    std::uint32_t connect_timeout_ms = 5'000;
    std::uint32_t connect_in_flight = 64;
  } hooks;
  struct {
    std::uint32_t interval_ms = 25'000;
    std::uint32_t timeout_ms = 20'000;
  } heartbeat;
  struct {
    bool recovery = true; ///< clients of Socket.IO come back to their rooms and are told what they missed
  } socketio;
  std::vector<std::string> name_rules; ///< "session_*=code": joining a room of such a name makes it
  std::vector<std::string> profiles;   ///< names of shipped ones, or paths: an app's own vocabulary
  std::uint32_t drain_ms = 4'000;      ///< SIGTERM: how long clients are given
  struct {
    std::string level = "info";
    std::string format = "text"; ///< "text" | "json"
    std::string file;            ///< "": standard error
  } log;
  std::map<std::string, kind_options> kinds; ///< the shipped ones are there before a file is read
  std::vector<room_options> rooms;
};

} // namespace snug::config
