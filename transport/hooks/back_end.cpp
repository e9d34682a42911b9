#include "transport/hooks/back_end.hpp"

namespace snug::transport::hooks {

bool back_end::let_in(const model::return_address& to) {
  const auto wait = gate_.enter(with_.clock.steady_ms());
  if (wait == 0) return true;
  reply(to, model::failure{model::error_code::unavailable, "the back end is busy or away", {}, wait, {}});
  return false;
}

void back_end::send(const model::return_address& to, web_request request,
                    std::function<model::result<std::string>(web_answer& answer)> read) {
  with_.web.send(std::move(request), [this, to, read = std::move(read)](web_answer answer) {
    gate_.came_back(answer.status != 0 && answer.status < 500, with_.clock.steady_ms(), with_.random.next());
    reply(to, read(answer));
  });
}

} // namespace snug::transport::hooks
