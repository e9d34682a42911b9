#pragma once
#include "actors/facets/documents.hpp"
#include "actors/facets/documents_view.hpp"
#include "tests/facets/test_room.hpp"
#include "tests/support/hex.hpp"
#include <deque>

namespace snug::test {

using namespace facets;

/// A room whose documents somebody edits: the view, the rows it works on, and everything between them carried
/// out at once unless a test holds it back.
struct editing {
  /// What came of a call: to whom, which event, what bytes.
  struct heard {
    std::uint32_t slot = 0; ///< 0: everybody who listens to `topics`
    std::uint32_t except = 0;
    std::uint64_t topics = 0;
    std::string event;
    std::string bytes; ///< as a hex dump
    friend bool operator==(const heard&, const heard&) = default;
  };

  editing()
    : editing(open_kind()) {}
  explicit editing(const model::kind& kind)
    : t(kind) {
    wake();
  }
  static model::kind open_kind() {
    model::kind kind;
    kind.name = "open";
    return kind;
  }

  test_room t;
  std::unique_ptr<documents_view> view;
  std::int64_t now = 1'000'000;
  std::vector<heard> told;
  std::vector<attention> attending;
  std::vector<showing> shows;
  bool unattended = false; ///< the last command was no sign of anybody
  std::deque<std::shared_ptr<row_work>> works;
  std::deque<model::command> commands;
  bool rows_can_be_read = true;
  bool journal_takes = true;

  void wake() { view = std::make_unique<documents_view>(kind(), t.key_of("open")); }
  [[nodiscard]] const model::kind& kind() const { return *t.rules->room("open", t.rows)->kind; }

  [[nodiscard]] static occupant at(std::uint32_t slot, const std::string& user) {
    model::identity who;
    who.user = user;
    who.session = slot;
    return {{0, 0, slot, slot, 0},
            std::make_shared<const model::identity>(std::move(who)),
            {model::role::editor, false},
            1};
  }

  model::result<std::string> say(std::uint32_t slot, const std::string& user, std::string_view verb,
                                 const std::string& data) {
    const room_facts facts;
    const auto by = at(slot, user);
    const auto command = command_of(verb, by.who, data);
    model::arguments args;
    const auto& spec = *command_registry::get().at(command.verb).spec;
    if (model::read_arguments(data, spec.fields, args)) throw std::logic_error("not what the table says");
    effects out;
    auto reply = view->live({by, facts, now}, command, args, out);
    take(out);
    return reply;
  }
  model::result<std::string> open(std::uint32_t slot, const std::string& user,
                                  std::string_view name = "notes") {
    return say(slot, user, "document.open", texts({{"document", name}}));
  }
  model::result<std::string> bytes(std::uint32_t slot, std::string_view verb, std::string_view field,
                                   std::string_view in_hex) {
    return say(slot, "user" + std::to_string(slot), verb,
               model::packer{}.map(1).text(field).bytes(hex(in_hex)).str());
  }
  model::result<std::string> edit(std::uint32_t slot, std::string_view update) {
    return bytes(slot, "document.update", "update", update);
  }
  model::result<std::string> ask(std::uint32_t slot, std::string_view state = "00") {
    return bytes(slot, "document.sync", "state", state);
  }
  /// Somebody in the room says in presence what they show.
  void show(std::uint32_t slot, const std::string& data) {
    effects out;
    const auto who = at(slot, "user" + std::to_string(slot));
    view->shown(who, {who.address, data, true}, now, out);
    take(out);
  }
  void leave(std::uint32_t slot) {
    effects out;
    view->left(at(slot, "user" + std::to_string(slot)), true, now, out);
    take(out);
  }
  /// Time passes in steps, as the room's timer would have it.
  void pass(std::int64_t ms) {
    for (const auto end = now + ms; now < end;) {
      const auto due = view->wake_at();
      now = std::max(now + 1, std::min(end, due.value_or(end)));
      effects out;
      if (view->wake_at().value_or(now + 1) <= now) view->tick(now, out);
      take(out);
    }
  }

  /// The events of one name since the last call.
  std::vector<heard> events(std::string_view name) {
    std::vector<heard> out;
    std::erase_if(told, [&](const heard& h) {
      if (h.event != name) return false;
      out.push_back(h);
      return true;
    });
    return out;
  }
  [[nodiscard]] std::size_t rows_of(model::table table) const {
    std::size_t n = 0;
    t.rows.scan(model::row_key(t.key_of("open"), table).str(),
                model::row_key::end_of(t.key_of("open"), table), model::row_source::order::up,
                [&](auto, auto) { return ++n, true; });
    return n;
  }
  /// What is on disk, as one update.
  [[nodiscard]] std::string stored(std::string_view name = "notes") const {
    const auto read = read_document(t.rows, t.key_of("open"), name);
    return read ? dump(read->structs.everything()) : "unreadable";
  }

  /// Runs what is waiting for the readers and the journal.
  void carry_out() {
    while (!works.empty() || (journal_takes && !commands.empty())) {
      effects out;
      if (!works.empty()) {
        const auto work = std::move(works.front());
        works.pop_front();
        if (rows_can_be_read)
          work->run(t.rows);
        else
          work->failed = true;
        view->done(*work, now, out);
      } else {
        auto command = std::move(commands.front());
        commands.pop_front();
        command.who = model::server_identity();
        for (const auto& record : t.execute("open", std::move(command)).records)
          view->seen(record);
      }
      put(out);
    }
  }

private:
  void put(effects& out) {
    for (const auto& each : out.attend)
      attending.push_back(each);
    for (const auto& e : out.events)
      told.push_back({0, e.except.slot, e.topics, e.name, bytes_of(e)});
    for (const auto& [to, e] : out.told)
      told.push_back({to.slot, 0, 0, e.name, bytes_of(e)});
    std::ranges::copy(out.shows, std::back_inserter(shows));
    unattended = out.unattended;
    std::ranges::move(out.work, std::back_inserter(works));
    std::ranges::move(out.durable, std::back_inserter(commands));
  }
  void take(effects& out) {
    put(out);
    carry_out();
  }
  static std::string bytes_of(const model::ephemeral_event& e) {
    const model::value data(e.data);
    for (const char* field : {"update", "state"})
      if (const auto bytes = data.find(field).bytes()) return dump(*bytes);
    return std::string(data.find("reason").text().value_or(""));
  }
};

} // namespace snug::test
