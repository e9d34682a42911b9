#include "transport/delivery.hpp"
#include "transport/dialect/socketio_words.hpp"
#include <algorithm>
#include <array>
#include <charconv>

namespace snug::transport {

namespace {

constexpr std::size_t websocket_dialects = 2;

} // namespace

std::span<const dialect::dialect* const> all_dialects() noexcept {
  static const std::array all{&dialect::native_json(),   &dialect::native_msgpack(),
                              &dialect::event_stream(),  &dialect::y_protocol(),
                              &dialect::socketio_json(), &dialect::socketio_msgpack()};
  static_assert(all.size() <= 8);
  return all;
}

std::span<const dialect::dialect* const> spoken_dialects() noexcept {
  return all_dialects().first(websocket_dialects);
}

namespace {
std::uint8_t index_of(const dialect::dialect& spoken) noexcept {
  const auto all = all_dialects();
  return static_cast<std::uint8_t>(std::ranges::find(all, &spoken) - all.begin());
}
} // namespace

std::uint8_t event_stream_speech() noexcept { return index_of(dialect::event_stream()); }
std::uint8_t y_protocol_speech() noexcept { return index_of(dialect::y_protocol()); }
std::uint8_t socketio_speech(bool msgpack) noexcept {
  return index_of(msgpack ? dialect::socketio_msgpack() : dialect::socketio_json());
}

void delivery::reply(peer& p, const model::reply& reply) {
  scratch_.clear();
  speeches_.at(p.speech).encode_reply(reply, scratch_);
  send(p, framed(p.speech));
}

void delivery::say(peer& p, std::string_view frames) {
  scratch_.assign(frames);
  send(p, framed(p.speech));
}

void delivery::tell(peer& p, const model::event_view& event) { send(p, encode(p.speech, event, {})); }

void delivery::tell(peer& p, const model::ephemeral_event& event) {
  forget_encoded();
  send(p, encoded(p, event, encoded_.data()));
}

void delivery::tell(peer& p, const model::record& record, const room_entry& room) {
  forget_encoded();
  send(p, encoded(p, record, room));
}

void delivery::tell(peer& p, const model::record& record, const room_entry& room, std::uint64_t commit) {
  auto view = record.view(room.name);
  view.epoch = room.epoch;
  view.cursor = cursor(commit);
  const frame::facts facts{frame::rank::durable, record.room, record.offset};
  const encoding all{encode(p.speech, view, facts), true, speeches_.at(p.speech).personal(view)};
  send(p, all.personal ? for_one(p, view, facts, all) : all.frame);
}

void delivery::give_cursors(std::uint64_t store) {
  cursor_ = std::to_string(store) + ".";
  cursor_prefix_ = cursor_.size();
}

/// Valid until the next call.
std::string_view delivery::cursor(std::uint64_t commit) {
  if (cursor_prefix_ == 0 || commit == 0) return {};
  std::array<char, 20> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), commit).ptr;
  newest_cursor_ = std::max(newest_cursor_, commit);
  cursor_.resize(cursor_prefix_);
  cursor_.append(digits.data(), end);
  return cursor_;
}

void delivery::post(std::span<const std::shared_ptr<const model::ephemeral_event>> run) {
  auto* room = run.empty() ? nullptr : rooms_.find(run.front()->room);
  if (!room) return;
  encoded_run_.assign(run.size() * speeches_.size(), {});
  for (auto& s : room->subscribers) {
    if (s.place.paused()) continue;
    auto& p = *s.who;
    for (std::size_t i = 0; i < run.size(); ++i) {
      if (run[i]->topics != 0 && (run[i]->topics & s.topics) == 0) continue;
      const auto& except = run[i]->except;
      const bool left_out =
          except.generation == p.generation && except.slot == p.slot && except.shard == shard_;
      if (!left_out) send(p, encoded(p, *run[i], &encoded_run_[i * speeches_.size()]));
    }
  }
  encoded_run_.clear(); // frames live no longer than their receivers need them
}

void delivery::ping(peer& p) {
  if (const auto& way = speeches_.at(p.speech); !way.on_websocket()) {
    scratch_.clear();
    way.encode_ping(scratch_);
    if (scratch_.empty()) return; // its carrier sees to that
    return send(p, framed(p.speech));
  }
  // Not empty: libwebsockets tells nobody of a pong that is.
  if (!ping_) ping_ = frame::make(dialect::opcode::ping, ".");
  send(p, ping_);
}

void delivery::close(peer& p, model::close_code code, std::string_view reason) {
  if (const auto& way = speeches_.at(p.speech); !way.on_websocket()) {
    scratch_.clear();
    way.encode_close(code, reason, scratch_);
    if (!scratch_.empty()) send(p, framed(p.speech));
    p.now = peer::stage::closing;
    return;
  }
  const auto payload = dialect::close_payload(static_cast<std::uint16_t>(code), reason);
  send(p, frame::make(dialect::opcode::close, payload));
  p.now = peer::stage::closing;
}

void delivery::send(peer& p, const frame_ptr& f) {
  if (!f || p.now == peer::stage::closing || p.overrun) return;
  // Full within one turn doesn't mean slow: a socket that takes bytes is given them first.
  if (!p.clogged && p.out.bytes() + f->size() > outbox_bytes_) flusher_.flush_now(p);
  // One message is taken whatever its size: a document may be larger than the bound.
  const auto full = [&] { return !p.out.empty() && p.out.bytes() + f->size() > outbox_bytes_; };
  const bool must_come = f->importance() == frame::rank::needed && speeches_.at(p.speech).lossless();
  if (must_come && full()) p.out.drop_ephemeral();
  if (must_come && full()) {
    p.overrun = true;
    ++overruns_;
    return;
  }
  lost_.clear();
  const auto outcome = p.out.push(f, outbox_bytes_, lost_);
  if (outcome == outbox::outcome::dropped)
    ++dropped_;
  else if (f->importance() != frame::rank::needed)
    ++delivered_;
  if (!lost_.empty()) fall_behind(p);
  flusher_.mark(p);
}

/// The outbox had no room for durable events: their subscriptions go back to the first that is missing.
void delivery::fall_behind(peer& p) {
  for (const auto& gone : lost_) {
    if (auto* s = rooms_.find(p, gone.room)) {
      s->place.dropped(gone.offset);
      p.behind = true;
    }
  }
}

void delivery::forget_encoded() noexcept {
  for (auto& e : encoded_)
    e = {};
}

const frame_ptr& delivery::encoded(const peer& p, const model::record& record, const room_entry& room) {
  auto& e = encoded_[p.speech];
  if (e.made && !e.personal) return e.frame;
  auto view = record.view(room.name);
  view.epoch = room.epoch;
  view.cursor = cursor(room.counts_apart ? 0 : record.commit);
  const frame::facts facts{frame::rank::durable, record.room, record.offset};
  if (!e.made) e = {encode(p.speech, view, facts), true, speeches_.at(p.speech).personal(view)};
  return e.personal ? for_one(p, view, facts, e) : e.frame;
}

const frame_ptr& delivery::encoded(const peer& p, const model::ephemeral_event& event, encoding* kept) {
  auto& e = kept[p.speech];
  if (e.made && !e.personal) return e.frame;
  const auto& way = speeches_.at(p.speech);
  // What a newer one may replace comes again.
  const bool needed = way.lossless() && event.conflation_key.empty();
  const auto rank = needed ? frame::rank::needed : frame::rank::ephemeral;
  const frame::facts facts{rank, event.room, 0, event.conflation_key};
  if (!e.made) e = {encode(p.speech, event.view(), facts), true, way.personal(event.view())};
  return e.personal ? for_one(p, event.view(), facts, e) : e.frame;
}

/// What `p` is told of an event that isn't for everybody alike.
const frame_ptr& delivery::for_one(const peer& p, const model::event_view& event, const frame::facts& facts,
                                   const encoding& all) {
  const auto& way = speeches_.at(p.speech);
  if (!p.who || !way.concerns(event, p.who->user, p.who->session)) return all.frame;
  scratch_.clear();
  way.encode_event_for(event, p.who->user, p.who->session, scratch_);
  return own_ = framed(p.speech, facts);
}

frame_ptr delivery::encode(std::uint8_t speech, const model::event_view& event, const frame::facts& facts) {
  scratch_.clear();
  speeches_.at(speech).encode_event(event, scratch_);
  return framed(speech, facts);
}

frame_ptr delivery::framed(std::uint8_t speech, const frame::facts& facts) const {
  if (scratch_.empty()) return {}; // nothing that this dialect tells
  const auto& way = speeches_.at(speech);
  if (!way.on_websocket()) return frame::bare(scratch_, facts);
  return frame::make(way.binary() ? dialect::opcode::binary : dialect::opcode::text, scratch_, facts);
}

} // namespace snug::transport
