#include "actors/facets/documents_view.hpp"
#include "actors/facets/command_registry.hpp"
#include "actors/facets/documents.hpp"
#include "actors/facets/replies.hpp"
#include "actors/model/utf8.hpp"
#include "actors/yjs/lib0_writer.hpp"
#include <algorithm>
#include <bit>

namespace snug::facets {

using model::error_code;

namespace {

model::ephemeral_event event_of(std::string_view event, const open_document& doc, std::string_view field,
                                std::string_view bytes) {
  model::ephemeral_event out;
  out.name = event;
  out.data = model::packer{}.map(2).text("document").text(doc.name).text(field).bytes(bytes).str();
  return out;
}

/// To everybody who has the document open.
void post(const open_document& doc, model::ephemeral_event event, effects& out) {
  event.topics = doc.topic;
  out.events.push_back(std::move(event));
}

void post_awareness(const open_document& doc, std::string_view update, effects& out) {
  if (!update.empty()) post(doc, event_of(document_awareness_event, doc, "update", update), out);
}

/// Of what one client of a document says of itself: all of it, so a newer one takes the place of an older
/// one.
std::string conflation_key(const open_document& doc, std::uint64_t client) {
  return std::string(document_awareness_event) + '\0' + std::to_string(doc.topic) + ' ' +
         std::to_string(client);
}

model::command server_command(std::string_view verb) {
  model::command out;
  out.verb = command_registry::get().find(verb).value();
  return out;
}

model::failure out_of_memory() {
  return {error_code::unavailable, "open documents take all memory they may", "document", 1'000, {}};
}

model::failure not_open() { return refuse(error_code::gone, "the document isn't open here", "document"); }

} // namespace

// ---- commands

model::result<std::string> documents_view::live(const live_context& context, const model::command& command,
                                                const model::arguments& args, effects& out) {
  const auto verb = static_cast<document_verb>(command_registry::get().at(command.verb).place);
  if (verb == document_verb::open) return open(context, args.text(0), out);
  auto* doc = opened_by(context.by.address, args.text(0));
  if (!doc) return not_open();
  switch (verb) {
  case document_verb::sync:
    return sync(context, *doc, args.at[1].bytes().value_or(""), out);
  case document_verb::update:
    return edit(context, *doc, args.at[1].bytes().value_or(""), out);
  case document_verb::awareness:
    return point(context, *doc, args, out);
  default:
    close(context.by.address, *doc, context.now, out);
    return empty_reply();
  }
}

model::result<std::string> documents_view::open(const live_context& context, std::string_view name,
                                                effects& out) {
  if (model::has_control_character(name))
    return refuse(error_code::bad_request, "document must have no control characters", "document");
  const auto& who = context.by.address;
  auto& names = by_connection_[connection_number(who)];
  const bool new_to_it = std::ranges::find(names, name) == names.end();
  if (new_to_it && names.size() == most_open_by_one)
    return refuse(error_code::rate_limited, "this connection has as many documents open as it may",
                  "document");
  auto* doc = find(name);
  if (!doc) {
    const auto made = make(name, context.now);
    if (!made) return made.error();
    doc = *made;
  }
  std::erase(names, std::string(name));
  names.emplace_back(name);
  doc->listen(who);
  listen(who, out);
  look_after(*doc, context.now, out);
  const open_document::waiting one{who, std::nullopt};
  if (doc->loaded)
    serve(*doc, one, out);
  else
    doc->queue.push_back(one);
  return model::packer{}.map(1).text("document").text(name).str();
}

model::result<std::string> documents_view::sync(const live_context& context, open_document& doc,
                                                std::string_view state, effects& out) {
  auto known = yjs::read_state_vector(state);
  if (!known) return std::move(known.error());
  out.unattended = true; // providers do so by themselves
  const open_document::waiting one{context.by.address, std::move(*known)};
  if (doc.loaded) {
    serve(doc, one, out);
    return empty_reply();
  }
  // Asked twice, answered once.
  std::erase_if(doc.queue, [&](const auto& w) { return w.state && w.who.same_peer(one.who); });
  doc.queue.push_back(one);
  return empty_reply();
}

model::result<std::string> documents_view::edit(const live_context& context, open_document& doc,
                                                std::string_view update, effects& out) {
  // A struct takes some fifty times its shortest encoding; what is long takes what it is long.
  if (doc.memory() + update.size() > kind_.max_document_bytes)
    return refuse(error_code::too_large,
                  "a document may take " + std::to_string(kind_.max_document_bytes) + " bytes of memory",
                  "document");
  if (budget_ && budget_->full()) return out_of_memory();
  const auto telling = [&] {
    auto told = event_of(document_updated_event, doc, "update", update);
    told.user = context.by.who->user;
    told.display_name = context.by.who->name;
    told.except = context.by.address;
    return told;
  };
  if (doc.takes_its_time(update)) {
    auto why = doc.arrive(telling(), update, context.now);
    weigh(doc);
    if (why) return *std::move(why);
    return empty_reply();
  }
  const auto news = doc.edit(update, context.now);
  weigh(doc);
  if (!news) return news.error();
  out.unattended = !*news;
  if (*news) post(doc, telling(), out);
  return empty_reply();
}

model::result<std::string> documents_view::point(const live_context& context, open_document& doc,
                                                 const model::arguments& args, effects& out) {
  const auto& who = context.by.address;
  if (!args.has(1)) {
    out.unattended = true;
    const auto all = doc.people.everything();
    if (!all.empty()) out.told.push_back({who, event_of(document_awareness_event, doc, "update", all)});
    return empty_reply();
  }
  const auto entries = yjs::read_awareness(args.at[1].bytes().value_or(""));
  if (!entries) return entries.error();
  const auto news = doc.people.apply(*entries, {connection_number(who), context.by.who->user}, context.now);
  auto shows = bridge_.spoke(who, context.by.who->session, doc.name, doc.people);
  out.unattended = !shows; // what says nothing new is only a sign that the program runs
  if (shows) out.shows.push_back(*std::move(shows));
  if (news.empty()) return empty_reply();
  auto told = event_of(document_awareness_event, doc, "update", news);
  told.user = context.by.who->user;
  told.display_name = context.by.who->name;
  told.except = who;
  if (entries->size() == 1) told.conflation_key = conflation_key(doc, entries->front().client);
  post(doc, std::move(told), out);
  return empty_reply();
}

// ---- who has what open

open_document* documents_view::find(std::string_view name) noexcept {
  const auto found = open_.find(name);
  return found == open_.end() || !found->second.closed_because.empty() ? nullptr : &found->second;
}

open_document* documents_view::opened_by(const model::return_address& who, std::string_view name) noexcept {
  if (name.empty()) {
    const auto names = by_connection_.find(connection_number(who));
    if (names == by_connection_.end() || names->second.empty()) return nullptr;
    name = names->second.back();
  }
  auto* doc = find(name);
  return doc && doc->listens(who) ? doc : nullptr;
}

model::result<open_document*> documents_view::make(std::string_view name, std::int64_t now) {
  if (open_.contains(name))
    return refuse(error_code::unavailable, "the document is just being closed", "document");
  std::uint64_t used = 0;
  for (const auto& [other, doc] : open_)
    used |= doc.topic;
  if (open_.size() >= most_open)
    return refuse(error_code::rate_limited, "as many documents are open in this room as may be", "document");
  if (memory() > kind_.max_open_documents_bytes || (budget_ && budget_->scarce())) return out_of_memory();
  const auto topic = std::uint64_t{1} << std::countr_one(used);
  auto& doc = open_.try_emplace(std::string(name), std::string(name), topic, now).first->second;
  effects nobody_listens_yet;
  bridge_.guests_of(name, [&](std::uint64_t connection, const awareness_bridge::guest& guest) {
    point(doc, connection, guest, now, nobody_listens_yet);
  });
  return &doc;
}

void documents_view::listen(const model::return_address& who, effects& out) const {
  std::uint64_t topics = 0;
  for (const auto& [name, doc] : open_)
    if (doc.listens(who)) topics |= doc.topic;
  out.attend.push_back({who, topics});
}

void documents_view::serve(const open_document& doc, const open_document::waiting& one, effects& out) const {
  if (one.state) {
    out.told.push_back(
        {one.who, event_of(document_synced_event, doc, "update", doc.structs.missing(*one.state))});
    return;
  }
  std::string state;
  yjs::put_state_vector(state, doc.structs.state());
  out.told.push_back({one.who, event_of(document_state_event, doc, "state", state)});
  const auto people = doc.people.everything();
  if (!people.empty())
    out.told.push_back({one.who, event_of(document_awareness_event, doc, "update", people)});
}

void documents_view::close(const model::return_address& who, open_document& doc, std::int64_t now,
                           effects& out) {
  const auto names = by_connection_.find(connection_number(who));
  if (names != by_connection_.end()) {
    std::erase(names->second, doc.name);
    if (names->second.empty()) by_connection_.erase(names);
  }
  post_awareness(doc, doc.leave(who, now), out);
  if (auto shows = bridge_.silent(who, doc.name)) out.shows.push_back(*std::move(shows));
  listen(who, out);
}

void documents_view::left(const occupant& who, bool, std::int64_t now, effects& out) {
  const auto number = connection_number(who.address);
  if (auto* looked_at = find(bridge_.left(number)))
    post_awareness(*looked_at, looked_at->people.drop(number), out);
  const auto names = by_connection_.extract(number);
  if (names.empty()) return;
  for (const auto& name : names.mapped()) {
    const auto doc = open_.find(name);
    if (doc == open_.end()) continue;
    post_awareness(doc->second, doc->second.leave(who.address, now), out);
    look_after(doc->second, now, out);
  }
}

// ---- rows

void documents_view::seen(const model::record& record) {
  const bool ours =
      record.name == document_appended || record.name == document_gathered || record.name == document_removed;
  if (!ours) return;
  const model::value data(record.data);
  auto* doc = find(data.find("document").text().value_or(""));
  if (!doc) return;
  if (record.told())
    doc->closed_because = "removed";
  else if (record.name == document_appended)
    appended(*doc, record);
  else
    doc->gathered(data.find("bytes").uint().value_or(0), data.find("snapshot").bytes().value_or("").size());
}

void documents_view::appended(open_document& doc, const model::record& record) {
  const model::value data(record.data);
  const auto update = data.find("update").bytes().value_or("");
  doc.saved = data.find("number").uint().value_or(0);
  if (doc.appended(data.find("hash").uint().value_or(0), update.size())) return;
  // A command wrote it: editors have yet to hear of it.
  const auto news = doc.structs.apply(update, yjs::no_limits);
  weigh(doc);
  if (!news || !*news) return;
  auto told = event_of(document_updated_event, doc, "update", update);
  told.user = record.user;
  told.display_name = record.display_name;
  doc.written.push_back(std::move(told));
}

/// Of what the log says, which is heard where nothing can be told.
void documents_view::tell_what_was_kept(open_document& doc, effects& out) {
  for (auto& each : std::exchange(doc.written, {}))
    post(doc, std::move(each), out);
  if (const auto revision = std::exchange(doc.saved, 0); revision != 0 && !doc.listeners.empty()) {
    model::ephemeral_event told;
    told.name = document_saved_event;
    told.data = model::packer{}.map(2).text("document").text(doc.name).text("revision").uint(revision).str();
    told.conflation_key = std::string(document_saved_event) + '\0' + doc.name;
    post(doc, std::move(told), out);
  }
}

void documents_view::done(row_work& work, std::int64_t now, effects& out) {
  auto* read = dynamic_cast<document_work*>(&work);
  auto* doc = read ? find(read->name) : nullptr;
  if (!doc) return;
  if (read->gathers) {
    if (read->failed || read->stored.row.next == read->stored.row.first) return;
    auto gather = server_command("document.gather");
    const auto& row = read->stored.row;
    model::packer data;
    data.map(4).text("document").text(doc->name).text("upto").uint(row.next - 1);
    data.text("bytes").uint(row.update_bytes).text("snapshot").bytes(read->snapshot);
    gather.data = std::move(data).str();
    out.durable.push_back(std::move(gather));
    return;
  }
  if (doc->loaded) return;
  if (read->failed) return doc->could_not_be_read(now);
  if (read->one_too_many) {
    doc->closed_because = "a room may have " + std::to_string(kind_.max_documents) + " documents";
    return end(*doc, out);
  }
  doc->take(std::move(read->stored));
  weigh(*doc);
  for (const auto& one : std::exchange(doc->queue, {}))
    serve(*doc, one, out);
}

/// What time asks of a document.
void documents_view::look_after(open_document& doc, std::int64_t now, effects& out) {
  for (auto& each : doc.go_on(now))
    post(doc, std::move(each), out);
  weigh(doc);
  tell_what_was_kept(doc, out);
  for (auto& update : doc.due(now)) {
    auto append = server_command("document.append");
    append.data = model::packer{}.map(2).text("document").text(doc.name).text("update").bytes(update).str();
    out.durable.push_back(std::move(append));
  }
  if (doc.wants_reading(now))
    out.work.push_back(std::make_shared<document_work>(room_, doc.name, kind_.max_documents, false));
  if (doc.wants_gathering(now))
    out.work.push_back(std::make_shared<document_work>(room_, doc.name, kind_.max_documents, true));
  if (doc.sign_is_due(now)) renew_people(doc, now, out);
}

void documents_view::renew_people(open_document& doc, std::int64_t now, effects& out) {
  // Editors forget whoever isn't renewed for 30 s.
  bridge_.guests_of(doc.name, [&](std::uint64_t connection, const awareness_bridge::guest& guest) {
    point(doc, connection, guest, now, out);
  });
  auto gone = doc.people.expire(now, open_document::silence_ms);
  if (!gone.empty())
    for (const auto& [number, who] : doc.listeners)
      if (bridge_.speaks(number, doc.name) && doc.people.of(number).empty())
        if (auto shows = bridge_.silent(who, doc.name)) out.shows.push_back(*std::move(shows));
  // Even where it says nothing: a provider that hears nothing for 30 s takes its connection for lost.
  if (gone.empty()) yjs::put_awareness(gone, {});
  post_awareness(doc, gone, out);
}

// ---- who looks at a document without editing it

void documents_view::shown(const occupant& who, const showing& what, std::int64_t now, effects& out) {
  if (!what.said) return; // from here
  const auto number = connection_number(who.address);
  const auto* before = bridge_.find(number);
  auto* left = before ? find(before->document) : nullptr;
  const auto* guest = bridge_.looks(who, what.data);
  auto* doc = guest ? find(guest->document) : nullptr;
  const auto client = awareness_bridge::client_of(who.who->session);
  if (left && left != doc) {
    const yjs::awareness_entry gone{client, left->people.clock_of(client), "null"};
    post_awareness(*left, left->people.apply({&gone, 1}, {number, who.who->user}, now), out);
  }
  if (doc) point(*doc, number, *guest, now, out);
}

void documents_view::point(open_document& doc, std::uint64_t connection, const awareness_bridge::guest& guest,
                           std::int64_t now, effects& out) {
  if (bridge_.speaks(connection, doc.name)) return; // it does so itself
  const yjs::awareness_entry entry{guest.client, doc.people.clock_of(guest.client) + 1, guest.state};
  const auto news = doc.people.apply({&entry, 1}, {connection, guest.user}, now);
  if (news.empty()) return;
  auto told = event_of(document_awareness_event, doc, "update", news);
  told.conflation_key = conflation_key(doc, guest.client);
  if (const auto own = doc.listeners.find(connection); own != doc.listeners.end()) told.except = own->second;
  post(doc, std::move(told), out);
}

/// It was removed, or may not be made.
void documents_view::end(open_document& doc, effects& out) {
  for (const auto& [number, who] : doc.listeners) {
    model::ephemeral_event closed;
    closed.name = document_closed_event;
    closed.data =
        model::packer{}.map(2).text("document").text(doc.name).text("reason").text(doc.closed_because).str();
    out.told.push_back({who, std::move(closed)});
    if (const auto names = by_connection_.find(number); names != by_connection_.end()) {
      std::erase(names->second, doc.name);
      if (names->second.empty()) by_connection_.erase(names);
    }
  }
  drop(doc.name);
}

std::optional<std::int64_t> documents_view::wake_at() const {
  std::optional<std::int64_t> first;
  for (const auto& [name, doc] : open_) {
    const auto at = doc.wake_at();
    if (at && (!first || *at < *first)) first = at;
    if (first && budget_ && doc.unused()) first = std::min(*first, looked_at_ + look_ms);
  }
  return first;
}

void documents_view::tick(std::int64_t now, effects& out) {
  looked_at_ = now;
  for (auto it = open_.begin(); it != open_.end();) {
    auto& doc = (it++)->second;
    if (!doc.closed_because.empty())
      end(doc, out);
    else if (doc.idle(now) || (doc.unused() && budget_ && budget_->tight()))
      drop(doc.name);
    else
      look_after(doc, now, out);
  }
}

void documents_view::hand_in(std::int64_t now, effects& out) {
  for (auto& [name, doc] : open_) {
    while (doc.arrives())
      for (auto& each : doc.go_on(now))
        post(doc, std::move(each), out);
    doc.hurry(now);
    look_after(doc, now, out);
  }
}

documents_view::~documents_view() {
  while (!open_.empty())
    drop(open_.begin()->first);
}

void documents_view::drop(std::string_view name) {
  const auto found = open_.find(name);
  if (budget_) budget_->change(found->second.weighed, 0);
  open_.erase(found);
}

void documents_view::weigh(open_document& doc) noexcept {
  if (!budget_) return;
  const auto before = std::exchange(doc.weighed, doc.memory());
  budget_->change(before, doc.weighed);
}

bool documents_view::may_sleep() const {
  return std::ranges::none_of(open_, [](const auto& each) { return each.second.unsaved(); });
}

std::size_t documents_view::memory() const noexcept {
  std::size_t all = 0;
  for (const auto& each : open_)
    all += each.second.memory();
  return all;
}

} // namespace snug::facets
