#include "config/option_table.hpp"
#include <array>
#include <limits>

namespace snug::config {

namespace {

using enum option_type;

constexpr std::uint64_t kib = 1ull << 10;
constexpr std::uint64_t mib = 1ull << 20;
constexpr std::uint64_t gib = 1ull << 30;
constexpr std::uint64_t second = 1'000;
constexpr std::uint64_t minute = 60 * second;
constexpr std::uint64_t day = 24 * 60 * minute;
constexpr std::uint64_t most_map = sizeof(void*) == 4 ? 2 * gib : 1ull << 44;
constexpr std::uint64_t any = std::numeric_limits<std::int64_t>::max(); ///< the largest number TOML can write

constexpr std::array table{
    option{{"dev", flag, 0, 1, "", false,
            "for a first try on one's own machine: loopback only, guests allowed, a public room `lobby`"},
           [](options& o) -> field_ref { return &o.dev; },
           "--dev"},

    option{{"listen.address", text, 1, 255, "", false,
            "loopback: nothing is open to a network before somebody says so"},
           [](options& o) -> field_ref { return &o.listen.address; },
           "--address"},
    option{{"listen.port", count, 0, 65'535, "", false,
            "unassigned, above the privileged ones; 0 takes any free one"},
           [](options& o) -> field_ref { return &o.listen.port; },
           "--port"},
    option{{"listen.origins", list, 1, 512, "", false,
            "none: a browser may connect from the same origin only; name those of other sites here"},
           [](options& o) -> field_ref { return &o.listen.origins; },
           {}},
    option{
        {"listen.hosts", list, 1, 255, "", false,
         "none: addresses and localhost are accepted as Host; a public name has to be added (DNS rebinding)"},
        [](options& o) -> field_ref { return &o.listen.hosts; },
        {}},

    option{
        {"shards", count, 1, 64, "", false, "one socket thread serves a small machine and keeps hops cheap"},
        [](options& o) -> field_ref { return &o.shards; },
        "--shards"},

    option{{"store.directory", text, 1, 4'096, "", false, "all writes go below this one directory"},
           [](options& o) -> field_ref { return &o.store.directory; },
           "--data"},
    option{
        {"store.map_bytes", size, 16 * mib, most_map, "bytes", false,
         "address space, not disk (the file is sparse), and never changed while serving: so it is generous"},
        [](options& o) -> field_ref { return &o.store.map_bytes; },
        {}},
    option{{"store.reserve_bytes", size, 0, 1'024 * gib, "bytes", false,
            "room to delete and to shut down cleanly when the disk runs full"},
           [](options& o) -> field_ref { return &o.store.reserve_bytes; },
           {}},
    option{{"store.readers", count, 1, 64, "threads", false, "one reader saturates a small machine's disk"},
           [](options& o) -> field_ref { return &o.store.readers; },
           {}},
    option{{"store.max_group", count, 1, 65'536, "commands", false,
            "beyond 256 commands a commit the sync no longer dominates, and the wait only grows"},
           [](options& o) -> field_ref { return &o.store.max_group; },
           {}},

    option{
        {"auth.jwt_secret", text, 32, 4'096, "", true,
         "none: tokens are refused; HS256 asks for at least 32 bytes (RFC 7518); better in the file or the "
         "environment than on the command line, where others see it",
         true},
        [](options& o) -> field_ref { return &o.auth.jwt_secret; },
        {}},
    option{
        {"auth.keys", list, 1, 4'096, "", true,
         "none; files of public keys, PEM or JWKS, as \"path\" or \"kid=path\"; read anew when they change"},
        [](options& o) -> field_ref { return &o.auth.keys; },
        {}},
    option{{"auth.issuer", text, 0, 1'024, "", true, "empty: any `iss` is accepted, the signature decides"},
           [](options& o) -> field_ref { return &o.auth.issuer; },
           {}},
    option{{"auth.audience", text, 0, 1'024, "", true, "empty: any `aud` is accepted, the signature decides"},
           [](options& o) -> field_ref { return &o.auth.audience; },
           {}},
    option{{"auth.claims_in", text, 0, 256, "", true,
            "empty: avatar, attributes, admin and rooms stand in the token itself; else in the map that this "
            "claim holds, where an identity provider lets nobody write them"},
           [](options& o) -> field_ref { return &o.auth.claims_in; },
           {}},
    option{{"auth.leeway_ms", duration, 0, 10 * minute, "ms", true,
            "clocks of small machines differ by seconds, not minutes"},
           [](options& o) -> field_ref { return &o.auth.leeway_ms; },
           {}},
    option{
        {"auth.guests", flag, 0, 1, "", true, "off: whoever has no token stays outside; --dev turns it on"},
        [](options& o) -> field_ref { return &o.auth.guests; },
        {}},
    option{{"auth.resume_ms", duration, minute, 365 * day, "ms", true,
            "a device that was away for a week still comes back as the same session"},
           [](options& o) -> field_ref { return &o.auth.resume_ms; },
           {}},

    option{
        {"auth.revocation_ms", duration, minute, 3'650 * day, "ms", false,
         "longer than tokens are good for: a revocation stands for so long where a token's end isn't known"},
        [](options& o) -> field_ref { return &o.auth.revocation_ms; },
        {}},
    option{{"auth.ticket_ms", duration, second, 10 * minute, "ms", false,
            "a page asks for its ticket right before it connects"},
           [](options& o) -> field_ref { return &o.auth.ticket_ms; },
           {}},

    option{{"auth.access_ms", duration, minute, day, "ms", false,
            "own accounts: short, since a login goes on with its refresh token"},
           [](options& o) -> field_ref { return &o.auth.access_ms; },
           {}},
    option{{"auth.refresh_ms", duration, minute, 3'650 * day, "ms", false,
            "own accounts: whoever comes by once a month stays logged in"},
           [](options& o) -> field_ref { return &o.auth.refresh_ms; },
           {}},
    option{{"auth.password_memory", size, 1 * mib, 1 * gib, "bytes", false,
            "argon2id: what OWASP asks for at least, and what a small board has to spare, one at a time"},
           [](options& o) -> field_ref { return &o.auth.password_memory; },
           {}},
    option{{"auth.password_passes", count, 1, 100, "passes", false, "argon2id: goes with that memory"},
           [](options& o) -> field_ref { return &o.auth.password_passes; },
           {}},
    option{{"auth.logins_waiting", count, 1, 1'024, "logins", false,
            "a second of them; whoever comes then is told to come back"},
           [](options& o) -> field_ref { return &o.auth.logins_waiting; },
           {}},
    option{{"auth.guesses_per_account", count, 1, 10'000, "tries", false,
            "more than a forgetful person needs, useless for guessing"},
           [](options& o) -> field_ref { return &o.auth.guesses_per_account; },
           {}},
    option{{"auth.guesses_per_address", count, 1, 100'000, "tries", false,
            "a classroom behind one address logs in at once; right ones don't count"},
           [](options& o) -> field_ref { return &o.auth.guesses_per_address; },
           {}},
    option{
        {"auth.guess_refill_ms", duration, 100, day, "ms", false, "one more try after so long: 2,880 a day"},
        [](options& o) -> field_ref { return &o.auth.guess_refill_ms; },
        {}},

    option{{"limits.connections", count, 1, 10'000'000, "connections", true,
            "at 6 KiB each this is 600 MiB: what a small machine can carry"},
           [](options& o) -> field_ref { return &o.limits.connections; },
           {}},
    option{{"limits.unidentified_per_address", count, 1, 1'000'000, "connections", true,
            "a classroom behind one address may connect at once; a flood from one may not"},
           [](options& o) -> field_ref { return &o.limits.unidentified_per_address; },
           {}},
    option{{"limits.hello_ms", duration, 100, 10 * minute, "ms", true,
            "enough for a slow phone; an idle stranger is gone soon"},
           [](options& o) -> field_ref { return &o.limits.hello_ms; },
           {}},
    option{{"limits.message_bytes", size, 1 * kib, 64 * mib, "bytes", true,
            "files travel over HTTP; one message beyond 1 MiB only holds the others up"},
           [](options& o) -> field_ref { return &o.limits.message_bytes; },
           {}},
    option{{"limits.first_message_bytes", size, 256, 1 * mib, "bytes", true,
            "a hello with a token fits; a stranger may not make us buffer more"},
           [](options& o) -> field_ref { return &o.limits.first_message_bytes; },
           {}},
    option{{"limits.commands_in_flight", count, 1, 4'096, "commands", true,
            "fills the lanes of one connection; beyond it its socket is not read"},
           [](options& o) -> field_ref { return &o.limits.commands_in_flight; },
           {}},
    option{{"limits.bytes_in_flight", size, 1 * kib, 256 * mib, "bytes", true,
            "one full message; beyond it the connection's socket is not read"},
           [](options& o) -> field_ref { return &o.limits.bytes_in_flight; },
           {}},
    option{{"limits.process_bytes_in_flight", size, 64 * kib, 16 * gib, "bytes", true,
            "the bound of all queues together; lowered by itself to 1/16 of the machine's memory"},
           [](options& o) -> field_ref { return &o.limits.process_bytes_in_flight; },
           {}},
    option{{"limits.outbox_bytes", size, 4 * kib, 64 * mib, "bytes", true,
            "a few seconds of a busy room; a slower receiver catches up from the log instead"},
           [](options& o) -> field_ref { return &o.limits.outbox_bytes; },
           {}},
    option{{"limits.stalled_ms", duration, second, 60 * minute, "ms", true,
            "a phone between two cells is back within it"},
           [](options& o) -> field_ref { return &o.limits.stalled_ms; },
           {}},
    option{{"limits.request_ms", duration, 100, 60 * minute, "ms", false,
            "an upload of 1 MiB over a slow line; whoever drips bytes is gone soon"},
           [](options& o) -> field_ref { return &o.limits.request_ms; },
           {}},
    option{{"limits.idle_ms", duration, 100, 60 * minute, "ms", false,
            "what proxies keep an HTTP connection open for between two requests"},
           [](options& o) -> field_ref { return &o.limits.idle_ms; },
           {}},
    option{{"limits.requests_in_flight", count, 1, 1'000'000, "requests", false,
            "HTTP requests of one shard that wait for replies; beyond it they are told to come back"},
           [](options& o) -> field_ref { return &o.limits.requests_in_flight; },
           {}},
    option{{"limits.rooms_per_session", count, 1, 10'000, "rooms", true,
            "more than anybody watches on one device"},
           [](options& o) -> field_ref { return &o.limits.rooms_per_session; },
           {}},
    option{{"limits.rooms_per_user", count, 1, 2'000, "rooms", false,
            "who is a member of so many makes no more; lists of one's rooms stay short work"},
           [](options& o) -> field_ref { return &o.limits.rooms_per_user; },
           {}},
    option{{"limits.commands_per_second", count, 0, 1'000'000, "commands", true,
            "0, no bound: the commands in flight already hold a fast sender back"},
           [](options& o) -> field_ref { return &o.limits.commands_per_second; },
           {}},

    option{{"limits.guest_rooms", count, 1, 10'000, "rooms", true,
            "guests look around; whoever stays gets an account or a token"},
           [](options& o) -> field_ref { return &o.limits.guest_rooms; },
           {}},
    option{{"limits.guest_commands_per_second", count, 0, 1'000'000, "commands", true,
            "0, as for everybody: limits.commands_per_second"},
           [](options& o) -> field_ref { return &o.limits.guest_commands_per_second; },
           {}},

    option{{"heartbeat.interval_ms", duration, second, 60 * minute, "ms", false,
            "below the 30 s after which the strictest proxies drop a silent connection"},
           [](options& o) -> field_ref { return &o.heartbeat.interval_ms; },
           {}},
    option{{"heartbeat.timeout_ms", duration, second, 60 * minute, "ms", false,
            "what Socket.IO clients expect, and patient enough for a sleeping radio"},
           [](options& o) -> field_ref { return &o.heartbeat.timeout_ms; },
           {}},

    option{{"hooks.secret", text, 32, 4'096, "", false,
            "none; signs what the back end is sent (HMAC-SHA256); needed with any of the three urls", true},
           [](options& o) -> field_ref { return &o.hooks.secret; },
           {}},
    option{{"hooks.url", text, 0, 2'048, "", false, "empty: no back end is told of events"},
           [](options& o) -> field_ref { return &o.hooks.url; },
           {}},
    option{{"hooks.events", list, 1, 64, "", false,
            "none; durable events that hooks.url is told of: names, or beginnings as \"task_*\""},
           [](options& o) -> field_ref { return &o.hooks.events; },
           {}},
    option{{"hooks.timeout_ms", duration, 100, 5 * minute, "ms", false,
            "a back end that does its work behind the answer needs much less"},
           [](options& o) -> field_ref { return &o.hooks.timeout_ms; },
           {}},
    option{{"hooks.in_flight", count, 1, 256, "requests", false,
            "events of one room go one after the other; those of others needn't wait for them"},
           [](options& o) -> field_ref { return &o.hooks.in_flight; },
           {}},
    option{{"hooks.attempts", count, 1, 1'000, "attempts", false,
            "with the delays between them about seven hours; then the event is dead and waits for a replay"},
           [](options& o) -> field_ref { return &o.hooks.attempts; },
           {}},
    option{{"hooks.first_retry_ms", duration, 1, 60 * minute, "ms", false,
            "a back end that was restarted is back in seconds; doubled with every attempt"},
           [](options& o) -> field_ref { return &o.hooks.first_retry_ms; },
           {}},
    option{{"hooks.last_retry_ms", duration, 1, day, "ms", false, "what the delays grow to"},
           [](options& o) -> field_ref { return &o.hooks.last_retry_ms; },
           {}},
    option{{"hooks.max_dead", count, 1, 10'000'000, "events", false,
            "dead events that are kept to be looked at; then the oldest go"},
           [](options& o) -> field_ref { return &o.hooks.max_dead; },
           {}},
    option{{"hooks.rpc_url", text, 0, 2'048, "", false,
            "empty: commands that nobody knows are refused; else the back end there answers them"},
           [](options& o) -> field_ref { return &o.hooks.rpc_url; },
           {}},
    option{{"hooks.rpc_timeout_ms", duration, 10, 5 * minute, "ms", false, "people wait for the answer"},
           [](options& o) -> field_ref { return &o.hooks.rpc_timeout_ms; },
           {}},
    option{{"hooks.rpc_in_flight", count, 1, 10'000, "requests", false,
            "what a small back end can have under way; more are told unavailable"},
           [](options& o) -> field_ref { return &o.hooks.rpc_in_flight; },
           {}},
    option{{"hooks.connect_url", text, 0, 2'048, "", false,
            "empty: tokens alone say who somebody is; else the back end there is asked where there is none"},
           [](options& o) -> field_ref { return &o.hooks.connect_url; },
           {}},
    option{{"hooks.connect_headers", list, 1, 64, "", false,
            "of a handshake, for hooks.connect_url: a web app's session cookie says who it is"},
           [](options& o) -> field_ref { return &o.hooks.connect_headers; },
           {}},
    option{{"hooks.connect_timeout_ms", duration, 10, minute, "ms", false, "people wait for the answer"},
           [](options& o) -> field_ref { return &o.hooks.connect_timeout_ms; },
           {}},
    option{{"hooks.connect_in_flight", count, 1, 10'000, "requests", false,
            "what a small back end can have under way; more are told to come back"},
           [](options& o) -> field_ref { return &o.hooks.connect_in_flight; },
           {}},

    option{{"name_rules", list, 3, 128, "", false,
            "none; \"session_*=code\" makes a room of kind code when somebody joins one of such a name"},
           [](options& o) -> field_ref { return &o.name_rules; },
           {}},
    option{{"drain_ms", duration, 0, 10 * minute, "ms", false,
            "leaves a second of the five in which a stop must end"},
           [](options& o) -> field_ref { return &o.drain_ms; },
           {}},

    option{{"log.level", choice, 0, 0, "trace|debug|info|warn|error|off", true,
            "info says what an operator wants to know, a few lines a day"},
           [](options& o) -> field_ref { return &o.log.level; },
           "--log-level"},
    option{{"log.format", choice, 0, 0, "text|json", false, "people read it first; json is for collectors"},
           [](options& o) -> field_ref { return &o.log.format; },
           {}},
    option{{"log.file", text, 0, 4'096, "", false, "empty, standard error: the service manager keeps it"},
           [](options& o) -> field_ref { return &o.log.file; },
           {}},
};

/// The permissions and facets there are; a test compares them with those of the server.
constexpr std::string_view permissions =
    "see|join|read|speak|publish|signal|manage_members|manage_room|invite";
constexpr std::string_view facets = "chat_log|presence|free_events|marks|invitations";

constexpr std::array kinds{
    kind_option{{"durability", choice, 0, 0, "disk|none", false,
                 "acknowledged means on disk, unless a kind says not"},
                [](kind_options& k) -> field_ref { return &k.durability; }},
    kind_option{{"history.events", count, 0, any, "events", true, "0: no bound"},
                [](kind_options& k) -> field_ref { return &k.history.events; }},
    kind_option{{"history.bytes", size, 0, any, "bytes", true, "0: no bound"},
                [](kind_options& k) -> field_ref { return &k.history.bytes; }},
    kind_option{{"history.age_ms", duration, 0, any, "ms", true, "0: no bound"},
                [](kind_options& k) -> field_ref { return &k.history.age_ms; }},
    kind_option{{"resume_events", count, 0, any, "events", true,
                 "a client further behind is better served with a snapshot"},
                [](kind_options& k) -> field_ref { return &k.resume_events; }},
    kind_option{{"visitor_role", choice, 0, 0, "viewer|editor", false,
                 "what somebody may do in a public room without being a member"},
                [](kind_options& k) -> field_ref { return &k.visitor_role; }},
    kind_option{{"max_present", count, 1, 1'000'000, "users", true, "users in the room at once"},
                [](kind_options& k) -> field_ref { return &k.max_present; }},
    kind_option{{"presence_list", count, 0, 10'000, "users", true, "above it presence turns into counts"},
                [](kind_options& k) -> field_ref { return &k.presence_list; }},
    kind_option{
        {"presence_grace_ms", duration, 0, 10 * minute, "ms", true, "who is back within it never left"},
        [](kind_options& k) -> field_ref { return &k.presence_grace_ms; }},
    kind_option{
        {"typing_ms", duration, second, minute, "ms", true, "a typist who says nothing more stops typing"},
        [](kind_options& k) -> field_ref { return &k.typing_ms; }},
    kind_option{{"max_text", size, 1, 16 * mib, "bytes", true, "of one message's text"},
                [](kind_options& k) -> field_ref { return &k.max_text; }},
    kind_option{{"max_retained", count, 0, 65'536, "keys", true,
                 "kept by `publish {retain}` while the room is awake"},
                [](kind_options& k) -> field_ref { return &k.max_retained; }},
    kind_option{
        {"free_events", flag, 0, 1, "", true, "command names the table doesn't know are an app's own events"},
        [](kind_options& k) -> field_ref { return &k.free_events; }},
    kind_option{{"access", choice, 0, 0, "private|public|code|open", false,
                 "of a room that isn't told otherwise: nobody comes in by chance"},
                [](kind_options& k) -> field_ref { return &k.access; }},
    kind_option{{"makers", choice, 0, 0, "nobody|users|everybody", false,
                 "who may make such rooms, besides admins; users are all but guests"},
                [](kind_options& k) -> field_ref { return &k.makers; }},
    kind_option{{"max_members", count, 1, 1'000'000, "users", false, "a room may be told to have fewer"},
                [](kind_options& k) -> field_ref { return &k.max_members; }},
    kind_option{{"auto_join", flag, 0, 1, "", false, "whether hello {rooms: \"mine\"} brings its members in"},
                [](kind_options& k) -> field_ref { return &k.auto_join; }},
    kind_option{{"facets", list, 1, 32, facets, false, "empty, all: what can be done in such a room"},
                [](kind_options& k) -> field_ref { return &k.facets; }},
    kind_option{
        {"shows", list, 1, 64, "", true,
         "what events and presence tell of users besides id and name: avatar, and names of attributes"},
        [](kind_options& k) -> field_ref { return &k.shows; }},
    kind_option{{"roles.viewer", list, 1, 32, permissions, false, "empty: see, join, read"},
                [](kind_options& k) -> field_ref { return &k.roles.viewer; }},
    kind_option{
        {"roles.editor", list, 1, 32, permissions, false, "empty: a viewer's, speak, publish, signal"},
        [](kind_options& k) -> field_ref { return &k.roles.editor; }},
    kind_option{{"roles.host", list, 1, 32, permissions, false, "empty: an editor's, manage_members, invite"},
                [](kind_options& k) -> field_ref { return &k.roles.host; }},
    kind_option{{"roles.owner", list, 1, 32, permissions, false, "empty: a host's, manage_room"},
                [](kind_options& k) -> field_ref { return &k.roles.owner; }},
};

template <class Row> const Row* find(std::span<const Row> rows, std::string_view name) {
  for (const auto& each : rows)
    if (each.rule.name == name) return &each;
  return nullptr;
}

template <class Row> std::vector<std::string> names(std::span<const Row> rows) {
  std::vector<std::string> out;
  for (const auto& each : rows)
    out.emplace_back(each.rule.name);
  return out;
}

} // namespace

std::span<const option> option_table() { return table; }
std::span<const kind_option> kind_table() { return kinds; }
const option* find_option(std::string_view name) { return find(option_table(), name); }
const kind_option* find_kind_option(std::string_view name) { return find(kind_table(), name); }
std::vector<std::string> option_names() { return names(option_table()); }
std::vector<std::string> kind_option_names() { return names(kind_table()); }

} // namespace snug::config
