#include "clients/console/one_call.hpp"
#include "clients/cpp/loop.hpp"
#include <chrono>
#include <exception>

namespace snug::console {
namespace {

model::result<client::reply> ask(const connect_options& options, const std::string& command,
                                 const std::string& room, const std::string& data, bool join) {
  client::loop loop;
  client::session session(loop, session_of(options, false), {});
  session.open();
  if (join) session.join(room);
  auto answer = session.call(command, room, data);
  if (answer.wait_for(std::chrono::milliseconds(options.timeout_ms)) != std::future_status::ready)
    return model::failure{model::error_code::unavailable, "no answer in time", {}, 0, {}};
  return answer.get();
}

} // namespace

model::result<client::reply> one_call(const connect_options& options, const std::string& command,
                                      const std::string& room, const std::string& data, bool join) {
  try {
    return ask(options, command, room, data, join);
  } catch (const std::exception& e) {
    return model::failure{model::error_code::internal, e.what(), {}, 0, {}};
  }
}

} // namespace snug::console
