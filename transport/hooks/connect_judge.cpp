#include "transport/hooks/connect_judge.hpp"
#include <utility>

namespace snug::transport::hooks {

namespace {

using model::error_code;

model::result<std::string> claims_in(web_answer& answer) {
  if (answer.status == 204) return std::string{};
  if (answer.good()) return std::move(answer.body);
  if (answer.status == 401) return model::failure{error_code::unauthenticated, "not logged in"};
  if (answer.status >= 400 && answer.status < 500)
    return model::failure{error_code::forbidden, "the back end lets nobody in like this"};
  return model::failure{error_code::unavailable, "the back end doesn't answer", {}, 1'000, {}};
}

} // namespace

void connect_judge::take(std::optional<envelope> to, std::uint32_t in_flight,
                         std::vector<std::string> headers) {
  asked_.set_most(in_flight);
  asks_.replace(to ? std::make_shared<const asking>(asking{*std::move(to), std::move(headers)}) : nullptr);
}

void connect_judge::judge(const model::return_address& to, const handshake& from) {
  const auto asks = asks_.now();
  if (!asks) // a moment ago there was somebody
    return asked_.reply(to, std::string{});
  if (asked_.let_in(to)) asked_.send(to, asks->to.around(handshake_text(from), asked_.wall_ms()), claims_in);
}

} // namespace snug::transport::hooks
