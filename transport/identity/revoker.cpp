#include "transport/identity/revoker.hpp"
#include <utility>

namespace snug::transport {

void revoker::stop(const model::return_address& to, const std::string& user,
                   std::vector<facets::revocation_row> rows, std::vector<model::command> more,
                   const std::string& reply) {
  auto together = std::move(more);
  for (auto& row : rows) {
    row.user = user;
    auto command = facets::access_command(facets::change_of(row), reply);
    command.hold = book_.begin(row);
    together.push_back(std::move(command));
    shards_.revoke(std::make_shared<const facets::revocation_row>(std::move(row)));
  }
  if (together.empty()) return;
  together.front().from = to;
  if (together.size() == 1)
    journal_.submit(std::move(together.front()));
  else
    journal_.submit(std::move(together));
}

} // namespace snug::transport
