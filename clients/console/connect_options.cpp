#include "clients/console/connect_options.hpp"
#include "clients/console/safe_text.hpp"

namespace snug::console {

client::session_options session_of(const connect_options& options, bool patient) {
  client::session_options out;
  out.url = options.url;
  out.name = options.name;
  out.token = options.token;
  out.client_name = "snug-console";
  if (!patient) out.give_up_ms = options.timeout_ms;
  return out;
}

std::string describe(const model::failure& why) {
  std::string out(model::name_of(why.code));
  if (!why.message.empty()) out += ": " + safe_text(why.message);
  if (!why.field.empty()) out += " (" + safe_text(why.field) + ")";
  if (why.retry_after_ms != 0) out += ", again in " + std::to_string(why.retry_after_ms) + " ms";
  return out;
}

} // namespace snug::console
