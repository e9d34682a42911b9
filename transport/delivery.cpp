#include "transport/delivery.hpp"
#include "transport/dialect/socketio_words.hpp"
#include <algorithm>
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
  all_dialects()[p.speech]->encode_reply(reply, scratch_);
  send(p, framed(p.speech));
}

void delivery::tell(peer& p, const model::event_view& event) { send(p, encode(p.speech, event, {})); }

void delivery::tell(peer& p, const model::ephemeral_event& event) {
  forget_encoded();
  send(p, encoded(p.speech, event, encoded_));
}

void delivery::tell(peer& p, const model::record& record, const room_entry& room) {
  forget_encoded();
  send(p, encoded(p.speech, record, room));
}

void delivery::tell(peer& p, const model::record& record, const room_entry& room, std::uint64_t commit) {
  auto view = record.view(room.name);
  view.epoch = room.epoch;
  view.cursor = cursor(commit);
  send(p, encode(p.speech, view, {frame::rank::durable, record.room, record.offset}));
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
  encoded_run_.assign(run.size(), {});
  for (auto& s : room->subscribers) {
    if (s.place.paused()) continue;
    auto& p = *s.who;
    for (std::size_t i = 0; i < run.size(); ++i) {
      if (run[i]->topics != 0 && (run[i]->topics & s.topics) == 0) continue;
      const auto& except = run[i]->except;
      const bool left_out =
          except.generation == p.generation && except.slot == p.slot && except.shard == shard_;
      if (!left_out) send(p, encoded(p.speech, *run[i], encoded_run_[i]));
    }
  }
  encoded_run_.clear(); // frames live no longer than their receivers need them
}

void delivery::ping(peer& p) {
  if (const auto& way = *all_dialects()[p.speech]; !way.on_websocket()) {
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
  constexpr std::size_t longest_reason =
      123; // RFC 6455 §5.5: a control frame holds 125 bytes, two are the code
  if (const auto& way = *all_dialects()[p.speech]; !way.on_websocket()) {
    scratch_.clear();
    way.encode_close(code, reason, scratch_);
    if (!scratch_.empty()) send(p, framed(p.speech));
    p.now = peer::stage::closing;
    return;
  }
  const auto number = static_cast<std::uint16_t>(code);
  std::string payload{static_cast<char>(number >> 8), static_cast<char>(number & 0xff)};
  auto cut = std::min(reason.size(), longest_reason);
  while (cut < reason.size() && cut > 0 && (static_cast<unsigned char>(reason[cut]) & 0xc0) == 0x80)
    --cut;
  payload += reason.substr(0, cut);
  send(p, frame::make(dialect::opcode::close, payload));
  p.now = peer::stage::closing;
}

void delivery::send(peer& p, const frame_ptr& f) {
  if (!f || p.now == peer::stage::closing || p.overrun) return;
  // Full within one turn doesn't mean slow: a socket that takes bytes is given them first.
  if (!p.clogged && p.out.bytes() + f->size() > outbox_bytes_) flusher_.flush_now(p);
  // One message is taken whatever its size: a document may be larger than the bound.
  if (!p.out.empty() && p.out.bytes() + f->size() > outbox_bytes_ && all_dialects()[p.speech]->lossless()) {
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

void delivery::forget_encoded() noexcept { encoded_.fill({}); }

const frame_ptr& delivery::encoded(std::uint8_t speech, const model::record& record, const room_entry& room) {
  auto& f = encoded_[speech];
  if (!f) {
    auto view = record.view(room.name);
    view.epoch = room.epoch;
    view.cursor = cursor(room.counts_apart ? 0 : record.commit);
    f = encode(speech, view, {frame::rank::durable, record.room, record.offset});
  }
  return f;
}

const frame_ptr& delivery::encoded(std::uint8_t speech, const model::ephemeral_event& event,
                                   encodings& kept) {
  auto& f = kept[speech];
  if (!f) {
    const auto rank = all_dialects()[speech]->lossless() ? frame::rank::needed : frame::rank::ephemeral;
    f = encode(speech, event.view(), {rank, event.room, 0, event.conflation_key});
  }
  return f;
}

frame_ptr delivery::encode(std::uint8_t speech, const model::event_view& event, const frame::facts& facts) {
  scratch_.clear();
  all_dialects()[speech]->encode_event(event, scratch_);
  return framed(speech, facts);
}

frame_ptr delivery::framed(std::uint8_t speech, const frame::facts& facts) const {
  if (scratch_.empty()) return {}; // nothing that this dialect tells
  const auto& way = *all_dialects()[speech];
  if (!way.on_websocket()) return frame::bare(scratch_, facts);
  return frame::make(way.binary() ? dialect::opcode::binary : dialect::opcode::text, scratch_, facts);
}

} // namespace snug::transport
