#pragma once
#include "actors/model/permission.hpp"
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace snug::model {

/// Who may come into a room without being a member of it. Frozen on disk.
enum class access : std::uint8_t {
  members_only = 0, ///< `private`: nobody; others can't see it
  public_room = 1,  ///< `public`: anybody, as a visitor; it can be searched for
  code = 2,         ///< `code`: whoever knows its code becomes a member; others can't see it
  open = 3,         ///< `open`: whoever comes takes a member's seat, as long as there is one
};
inline constexpr std::string_view access_names = "private|public|code|open"; ///< in the order of the values
[[nodiscard]] std::string_view name_of(access a) noexcept;
[[nodiscard]] std::optional<access> access_of(std::string_view name) noexcept;

/// Who may make rooms of a kind; the server and admins always may. Direct rooms and inboxes are made by
/// commands of their own.
enum class makers : std::uint8_t { nobody, users, everybody }; ///< `users`: not guests

/// Where a room's durable events live: on disk, or in its home shard's memory until the process ends.
enum class durability : std::uint8_t { disk, none };

/// How much of a log is kept; 0 means "no bound". Whichever bound is met first trims.
struct retention {
  std::uint64_t events = 0;
  std::uint64_t bytes = 0;
  std::uint64_t age_ms = 0;
};

/// A named preset of a room. Immutable; one object per kind for the life of a configuration, shared by all
/// threads.
struct kind {
  std::string name;
  model::durability durability = durability::disk;
  retention history;                        ///< how far history reaches
  std::uint64_t resume_events = 10'000;     ///< how far resume reaches, in events; at most what history keeps
  role visitor = role::editor;              ///< the role of whoever joins a public room without a member row
  std::uint32_t max_present = 10'000;       ///< users in the room at once
  std::uint32_t presence_list = 100;        ///< above this many, presence turns into counts
  std::uint32_t presence_grace_ms = 5'000;  ///< a user who is back within it never left
  std::uint32_t typing_ms = 6'000;          ///< a typist who says nothing more stops typing
  std::uint32_t max_text = 16'384;          ///< bytes of a message's text
  std::uint32_t max_retained = 64;          ///< keys kept by `publish {retain}` while the room is awake
  std::uint32_t idle_ms = 120'000;          ///< whoever did nothing for so long is idle
  std::uint32_t away_ms = 600'000;          ///< and for so long, away
  std::uint32_t presence_move_ms = 50;      ///< what sessions show (cursors) is told this often at most
  std::uint32_t max_presence_data = 1'024;  ///< bytes of what one session shows
  std::uint32_t last_seen_ms = 300'000;     ///< when members were last seen is written this often at most
  std::uint32_t max_state_value = 16'384;   ///< bytes of one value of the shared state
  std::uint32_t max_state_keys = 1'000;     ///< keys of the shared state
  std::uint32_t max_state_bytes = 1u << 20; ///< keys and values of the shared state
  std::uint32_t state_history = 1'000;      ///< versions of the shared state that are kept
  std::uint32_t state_history_bytes = 4u << 20;       ///< of what they replaced
  std::uint32_t max_state_snapshots = 16;             ///< named snapshots of the shared state
  std::uint32_t state_offline_ms = 7 * 86'400'000u;   ///< an edit made offline is dated back by this at most
  std::uint32_t max_documents = 64;                   ///< of a room
  std::uint32_t max_document_bytes = 32u << 20;       ///< of memory that one open document takes
  std::uint32_t max_open_documents_bytes = 64u << 20; ///< of memory of a room's open documents together
  std::uint32_t max_document_text = 1u << 20;         ///< bytes of a document that can be edited as text
  std::uint32_t max_document_versions = 32;           ///< named ones, of a document
  bool free_events = true;                     ///< command names that the table doesn't know are free events
  model::access access = access::members_only; ///< of a new room that isn't told otherwise
  model::makers makers = makers::users;
  std::uint32_t max_members = 10'000;                  ///< a room may be told to have fewer seats
  bool auto_join = false;                              ///< its members are in it with `hello {rooms: "mine"}`
  std::array<permissions, 6> allows = default_roles(); ///< by role
  std::uint32_t facets = ~std::uint32_t{0};            ///< bit i: rooms have the i-th facet of `all_facets()`
  std::vector<std::string> shows; ///< what is told of users besides id and name: `avatar`, attributes
  std::vector<std::string> hooks; ///< durable events that the back end is told of: names, or `begin*`
};

} // namespace snug::model
