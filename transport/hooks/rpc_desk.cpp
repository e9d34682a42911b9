#include "transport/hooks/rpc_desk.hpp"
#include "actors/model/payload.hpp"
#include "transport/dialect/json_reader.hpp"
#include "transport/hooks/event_text.hpp"
#include <algorithm>
#include <array>
#include <memory>
#include <utility>

namespace snug::transport::hooks {

namespace {

using model::error_code;

model::failure unavailable(std::string why) {
  return {error_code::unavailable, std::move(why), {}, 1'000, {}};
}

/// Codes that a back end may answer with.
constexpr std::array answerable{
    error_code::bad_request,     error_code::not_found, error_code::unauthenticated, error_code::forbidden,
    error_code::unknown_command, error_code::conflict,  error_code::too_large,       error_code::rate_limited,
    error_code::room_full,       error_code::gone,      error_code::unavailable,     error_code::internal};

error_code code_of(std::string_view name, int status) {
  for (const auto code : answerable)
    if (name_of(code) == name) return code;
  for (const auto code : answerable)
    if (model::http_status(code) == status) return code;
  return error_code::bad_request;
}

/// The answer's JSON as a payload; nothing where it isn't one.
std::optional<std::string> payload_in(const std::string& body) {
  if (body.find_first_not_of(" \t\r\n") == body.npos) return std::string{};
  std::string out;
  if (dialect::json_reader::transcode(body, out) || model::check_payload(out)) return std::nullopt;
  return out;
}

} // namespace

void rpc_desk::take(std::optional<envelope> to, std::uint32_t in_flight) {
  asked_.set_most(in_flight);
  open_.store(to.has_value(), std::memory_order_relaxed);
  to_.replace(to ? std::make_shared<const envelope>(*std::move(to)) : nullptr);
}

void rpc_desk::carry_out(model::command command) {
  const auto to_whom = to_.now();
  if (!to_whom) // a moment ago there was somebody
    return asked_.reply(command.from, unavailable("the back end isn't asked any more"));
  if (!asked_.let_in(command.from)) return;
  auto request = to_whom->around(command_text(command), asked_.wall_ms());
  request.most_answer = 1u << 20;
  asked_.send(command.from, std::move(request), &rpc_desk::reply_of);
}

model::result<std::string> rpc_desk::reply_of(const web_answer& answer) {
  if (answer.status == 0 || answer.status >= 500) return unavailable("the back end doesn't answer");
  auto data = payload_in(answer.body);
  if (answer.good()) {
    if (data) return *std::move(data);
    return model::failure{error_code::internal, "the back end's answer isn't JSON that can be told"};
  }
  const model::value said(data ? *data : std::string_view{});
  const auto text = [&](std::string_view name) { return said.find(name).text().value_or(""); };
  model::failure why{
      code_of(text("code"), answer.status), std::string(text("message")), std::string(text("field")), 0, {}};
  if (why.message.empty()) why.message = "the back end refused";
  why.retry_after_ms = static_cast<std::uint32_t>(
      std::min<std::uint64_t>(said.find("retry_after").uint().value_or(0), 3'600'000));
  return why;
}

} // namespace snug::transport::hooks
