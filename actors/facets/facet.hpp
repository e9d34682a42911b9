#pragma once
#include "actors/facets/event_table.hpp"
#include "actors/model/command.hpp"
#include "actors/model/command_table.hpp"
#include "actors/model/event.hpp"
#include "actors/model/kind.hpp"
#include "actors/model/packer.hpp"
#include "actors/model/payload.hpp"
#include "actors/model/rows.hpp"
#include <array>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace snug::facets {

class kinds;
class memory_budget;

/// What a room is, as its rows say.
struct room_facts {
  model::key key;
  std::string name;
  const model::kind* kind = nullptr; ///< lives as long as the configuration
  model::access access = model::access::members_only;
  model::lineage log;
  bool archived = false;
  std::uint32_t max_members = 0; ///< 0: as many as the kind allows
};

/// A member's standing as a row says it.
struct standing {
  model::role role = model::role::none;
  bool muted = false;
  friend bool operator==(const standing&, const standing&) = default;
};

/// What a durable or read command is judged by. Everything that isn't in the rows comes in here. For a
/// command without a room only `who` and `now` say anything.
struct rule_context {
  const model::identity& who;
  const room_facts& room; ///< on the durable lane `log` knows the newest life only, on the read lane none
  standing in_room;       ///< the one that counts: a visitor of a public room has one too
  model::permissions may;
  std::int64_t now = 0;          ///< wall clock, never before the room's newest record
  std::uint64_t next_offset = 0; ///< what the first told record will get
  bool begins = false;           ///< the room is there with this command only
  const kinds* known = nullptr;  ///< all kinds there are; not on the live lane
  std::string_view hidden = {};  ///< what names and tokens are made of, different with each command
};

/// A name or token nobody can guess, for one command: the same for a repeat of it where it has an id.
struct naming_context {
  const model::identity& who;
  const kinds& known;
  std::string_view hidden; ///< 16 bytes, unknown to everybody
};

/// The room that a command is about where it takes none, and what it would begin as.
struct founding {
  std::string name;
  const model::kind* kind = nullptr;
  model::access access = model::access::members_only;
  bool allowed = true; ///< false: it may be found, not made
  bool needed = true;  ///< false: where it isn't there, nothing has to be done
};

/// A command that the server says behind another one, about another owner's rows: what follows from a record.
struct follow_up {
  std::string_view verb;
  std::string room_name; ///< "" for those that take none
  std::string data;
  std::string id;
};

/// A record as a facet wants it; numbers and author are added by the rulebook.
struct draft_record {
  std::string name;
  std::string data;
  bool told = true;
};

/// What a durable command comes to: records, in order, and the reply's data.
struct decision {
  std::vector<draft_record> records;
  std::string reply;
};

/// A facet's rules: a const object without members, shared by all threads. Knows no clock, no random source,
/// no disk; `decide` and `read` touch at most 64 rows (a page of history counts by its limit).
class rules {
public:
  virtual ~rules() = default;
  [[nodiscard]] virtual std::span<const model::command_spec> commands() const noexcept = 0;

  /// Durable lane. Permission of the table row was checked.
  [[nodiscard]] virtual model::result<decision> decide(const rule_context& context,
                                                       const model::command& command,
                                                       const model::arguments& args,
                                                       const model::row_source& rows) const;
  /// The rows that follow from a record of this facet. May not refuse; the same records give the same rows.
  /// Called for every record of the room; a facet ignores names that aren't its own.
  virtual void apply(const model::record& record, model::rows& rows) const;

  /// Of a command whose table row `holds`: whether it takes anything from the user it names, whose member row
  /// is `row`. What only gives needs no hold.
  [[nodiscard]] virtual bool takes_away(const model::command& command, const model::arguments& args,
                                        const standing& row) const;
  /// Of a command about a room that may not be there yet: which one it is.
  [[nodiscard]] virtual model::result<founding>
  found(const naming_context& context, const model::command& command, const model::arguments& args) const;
  /// What follows from a record of `room` for rows of other owners; it depends on the record alone. Called
  /// for every record; a facet ignores names that aren't its own. Saying it twice must come to the same.
  virtual void follows(const room_facts& room, const model::record& record,
                       std::vector<follow_up>& behind) const;

  /// What a repeat of a command is answered whose reply was too long to be kept beside its id, made from the
  /// first told record it led to; `epoch` is that of its log.
  [[nodiscard]] virtual std::string again(const model::record& first, std::uint64_t epoch) const;

  /// Read lane.
  [[nodiscard]] virtual model::result<std::string> read(const rule_context& context,
                                                        const model::command& command,
                                                        const model::arguments& args,
                                                        const model::row_source& rows) const;
};

/// A session in a room, as the awake room knows it.
struct occupant {
  model::return_address address; ///< its connection (ref is 0)
  model::identity_ptr who;
  standing in_room;
  bool member = false;         ///< not a visitor
  std::uint64_t judged_at = 0; ///< the room's offset that their right to come in was judged at
};

/// Work on rows that a view needs and its loop can't do: reading them, merging much. Runs on a reader's
/// thread and is then given back to the view (`view::done`). Derived classes hold what goes in and what comes
/// out.
class row_work {
public:
  virtual ~row_work() = default;
  /// On the reader's thread; the view doesn't touch it meanwhile. Must not throw over what rows hold.
  virtual void run(const model::row_source& rows) = 0;
  bool failed = false; ///< the rows couldn't be read
};

/// An ephemeral event for one connection.
struct addressed_event {
  model::return_address to;
  model::ephemeral_event event; ///< room, room_name and at are filled in by the room
};

/// From now on a connection gets events of these topics (`ephemeral_event::topics`).
struct attention {
  model::return_address who;
  std::uint64_t topics = 0;
};

/// What a session shows others of itself, from the view that found out to the others.
struct showing {
  model::return_address who;
  std::string data;  ///< a map; "": nothing any more
  bool said = false; ///< the session says so in as many words (`presence.update`); else a view read it
                     ///< from what the session does
};

/// What a view wants done. Filled in by views, carried out by the room actor: attention before events.
struct effects {
  std::vector<model::ephemeral_event> events; ///< room, room_name and at are filled in by the room
  std::vector<model::command> durable;        ///< durable commands in the room's own name
  std::vector<addressed_event> told;          ///< behind `events`
  std::vector<attention> attend;
  std::vector<std::shared_ptr<row_work>> work;
  std::vector<showing> shows; ///< for the other views of the room
  /// What was said is no sign that anybody is at it: a client says it by itself.
  bool unattended = false;
};

/// What a live command is judged by.
struct live_context {
  const occupant& by;
  const room_facts& room;
  std::int64_t now = 0; ///< steady clock, ms
};

/// A facet's view: one object per awake room, touched on its home shard only. Bounded memory.
class view {
public:
  virtual ~view() = default;
  /// The room woke: rows as of the snapshot it starts from. Called once, before anything else.
  virtual void load(const model::row_source& rows);
  /// The room woke anew, after something in it had failed, and these are in it: called once, after `load`.
  /// Nobody is told that they came, and what others hold of a former life of this view may be stale.
  virtual void restored(std::span<const occupant> here, std::int64_t now);
  /// After the commit, in commit order; every record of the room behind what it was loaded with, silent ones
  /// too.
  virtual void seen(const model::record& record);
  /// Live lane. Permission was checked against the room's cache.
  [[nodiscard]] virtual model::result<std::string> live(const live_context& context,
                                                        const model::command& command,
                                                        const model::arguments& args, effects& out);
  /// Somebody who is here has just said a live command that was carried out, of whatever facet.
  virtual void active(const occupant& who, std::int64_t now);
  /// A session came in; adds this facet's fields to the join reply: appends key/value pairs to `reply`,
  /// returns how many pairs it added.
  virtual std::uint32_t joined(const occupant& who, std::int64_t now, model::packer& reply, effects& out);
  /// What only the one who came in is sent, after its join reply and before any later event (retained
  /// events). `at` is when the event was told; 0: the room fills it in.
  virtual void welcome(std::vector<model::ephemeral_event>& only_for_it);
  /// A session went. `for_good`: it left or was put out, so no grace time.
  virtual void left(const occupant& who, bool for_good, std::int64_t now, effects& out);
  /// When `tick` wants to be called (steady ms); nothing while nothing is due.
  [[nodiscard]] virtual std::optional<std::int64_t> wake_at() const;
  virtual void tick(std::int64_t now, effects& out);
  /// Work some view of this room wanted (`effects::work`) has been run; a view ignores what isn't its own, or
  /// was wanted in a former life of it.
  virtual void done(row_work& work, std::int64_t now, effects& out);
  /// A session that is here shows something else of itself: said with `presence.update`, or read by another
  /// view. What comes of it must not be another `showing`.
  virtual void shown(const occupant& who, const showing& what, std::int64_t now, effects& out);
  /// A durable command of this facet that wants to be decided by everything said before it
  /// (`command_spec::behind_view`) is about to go to the journal: what the view holds back goes first.
  virtual void hand_in(std::int64_t now, effects& out);
  /// The memory that views of all rooms have together. Called once, right behind the constructor, where
  /// there is a bound.
  virtual void share(memory_budget& all);
  /// True where falling asleep loses nothing anybody was promised.
  [[nodiscard]] virtual bool may_sleep() const { return true; }
};

/// One ability of a room: its rules, a maker of views, and the events it tells.
struct facet {
  std::string_view name;
  const rules* judge;
  std::unique_ptr<view> (*make_view)(const room_facts& room); ///< nullptr: it has nothing live
  std::span<const event_spec> events;
};

/// All facets, in the order of their tables. The one place where a new one is listed.
[[nodiscard]] std::span<const facet> all_facets() noexcept;

} // namespace snug::facets
