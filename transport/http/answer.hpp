#pragma once
#include "actors/model/command.hpp"
#include "actors/model/error.hpp"
#include "transport/http/message.hpp"

namespace snug::transport::http {

/// A refusal as an answer: status, `{code, message, field?, retry_after?, current?}` as over a socket
/// (`retry_after` in ms) and, where it says when to come back, `Retry-After` in seconds.
[[nodiscard]] response refused(const model::failure& why);

/// A command's reply: 200 with its data as JSON, or the refusal.
[[nodiscard]] response answer_of(const model::reply& reply);

} // namespace snug::transport::http
