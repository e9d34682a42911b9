#include "tests/support/native_client.hpp"
#include "actors/model/packer.hpp"
#include "actors/model/payload.hpp"
#include "clients/cpp/codec.hpp"
#include <algorithm>

namespace snug::test {

namespace {

using steady = std::chrono::steady_clock;
constexpr std::uint8_t binary = 2, closing = 8;

native_client::ms left(steady::time_point until) {
  return std::max(native_client::ms(0), std::chrono::duration_cast<native_client::ms>(until - steady::now()));
}

std::string text_in(const std::string& data, std::string_view field) {
  return std::string(model::value(data).find(field).text().value_or(""));
}

std::uint64_t number_in(const std::string& data, std::string_view field) {
  return model::value(data).find(field).uint().value_or(0);
}

native_client::arrival arrival_of(const client::incoming_reply& reply) {
  native_client::arrival out;
  out.ref = reply.ref;
  out.reply.ok = bool(reply.outcome);
  if (reply.outcome)
    out.reply.data = reply.outcome->raw();
  else
    out.reply.code = model::name_of(reply.outcome.error().code);
  return out;
}

native_client::arrival arrival_of(const client::incoming_event& event) {
  native_client::arrival out;
  out.told = {std::string(event.name), std::string(event.room), std::string(event.data.raw()),
              std::string(event.user), std::string(event.id),   event.offset};
  return out;
}

} // namespace

std::uint64_t native_client::answer::number(std::string_view field) const { return number_in(data, field); }
std::string native_client::answer::text(std::string_view field) const { return text_in(data, field); }
std::uint64_t native_client::event::number(std::string_view field) const { return number_in(data, field); }
std::string native_client::event::text(std::string_view field) const { return text_in(data, field); }

std::string text_data(std::string_view text) {
  model::packer pack;
  return pack.map(1).text("text").text(text).str();
}

native_client::answer native_client::hello(const credentials& who) {
  const std::pair<std::string_view, const std::string*> fields[] = {
      {"token", &who.token}, {"resume", &who.resume}, {"name", &who.name}};
  std::uint32_t given = 0;
  for (const auto& [name, text] : fields)
    given += text->empty() ? 0 : 1;
  model::packer pack;
  pack.map(given);
  for (const auto& [name, text] : fields)
    if (!text->empty()) pack.text(name).text(*text);
  return greeting_ = call("hello", {}, pack.str());
}

native_client::joined native_client::join(std::string_view room, std::optional<model::position> since) {
  model::packer pack;
  pack.map(since ? 1 : 0);
  if (since) pack.text("since").map(2).text("epoch").uint(since->epoch).text("offset").uint(since->offset);
  joined out{call("room.join", room, pack.str()), {}, 0, {}};
  out.at = {out.reply.number("epoch"), out.reply.number("offset")};
  out.head = out.reply.number("head");
  const auto gap = model::value(out.reply.data).find("gap");
  if (gap.is_map()) out.gap = {gap.find("from").uint().value_or(0), gap.find("to").uint().value_or(0)};
  return out;
}

native_client::answer native_client::call(std::string_view command, std::string_view room,
                                          std::string_view data, std::string_view id) {
  return reply_to(post(command, room, data, id));
}

native_client::answer native_client::say(std::string_view room, std::string_view text, std::string_view id) {
  return call("message.send", room, text_data(text), id);
}

std::uint32_t native_client::post(std::string_view command, std::string_view room, std::string_view data,
                                  std::string_view id) {
  std::string message;
  client::encode_request(message, ++last_ref_, command, room, data, id);
  socket_.send(binary, message);
  return last_ref_;
}

std::optional<native_client::arrival> native_client::first(const std::function<bool(const arrival&)>& wanted,
                                                           ms within) {
  const auto until = steady::now() + within;
  for (std::size_t i = 0;; ++i) {
    if (i == aside_.size()) {
      auto came = read(left(until));
      if (!came) return std::nullopt;
      aside_.push_back(std::move(*came));
    }
    if (!wanted(aside_[i])) continue;
    auto out = std::move(aside_[i]);
    aside_.erase(aside_.begin() + static_cast<std::ptrdiff_t>(i));
    return out;
  }
}

native_client::answer native_client::reply_to(std::uint32_t ref, ms within) {
  auto found = first([ref](const arrival& a) { return a.ref == ref; }, within);
  return found ? std::move(found->reply) : answer{};
}

std::optional<native_client::arrival> native_client::next_arrival(ms within) {
  if (aside_.empty()) return read(within);
  auto out = std::move(aside_.front());
  aside_.pop_front();
  return out;
}

std::optional<native_client::event> native_client::next(ms within) {
  auto found = first([](const arrival& a) { return a.ref == 0; }, within);
  if (!found) return std::nullopt;
  return std::move(found->told);
}

std::optional<native_client::event> native_client::next(std::string_view name, ms within) {
  const auto until = steady::now() + within;
  while (auto event = next(left(until)))
    if (event->name == name) return event;
  return std::nullopt;
}

std::optional<native_client::event> native_client::next_durable(ms within) {
  const auto until = steady::now() + within;
  while (auto event = next(left(until)))
    if (event->offset != 0) return event;
  return std::nullopt;
}

std::uint16_t native_client::close_code(ms within) {
  const auto until = steady::now() + within;
  while (closed_ == 0) {
    auto came = read(left(until));
    if (!came) break;
    aside_.push_back(std::move(*came));
  }
  return closed_;
}

std::optional<native_client::arrival> native_client::read(ms within) {
  const auto until = steady::now() + within;
  while (closed_ == 0) {
    const auto frame = socket_.receive(left(until));
    if (!frame) return std::nullopt;
    if (frame->opcode == closing) closed_ = frame->code();
    if (frame->opcode != binary) continue;
    const auto message = client::decode(frame->payload);
    if (const auto* reply = std::get_if<client::incoming_reply>(&message)) return arrival_of(*reply);
    if (const auto* event = std::get_if<client::incoming_event>(&message)) return arrival_of(*event);
  }
  return std::nullopt;
}

} // namespace snug::test
