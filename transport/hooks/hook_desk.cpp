#include "transport/hooks/hook_desk.hpp"
#include "actors/facets/command_registry.hpp"
#include "actors/facets/desk_commands.hpp"
#include "actors/facets/hook_rows.hpp"

namespace snug::transport::hooks {

void hook_desk::carry_out(model::command command) {
  const auto refuse = [&](model::error_code code, std::string why, std::string field = {}) {
    out_.reply({command.from, model::failure{code, std::move(why), std::move(field), 0, {}}});
  };
  if (!command.who->admin) return refuse(model::error_code::forbidden, "only administrators may do this");
  const auto& registry = facets::command_registry::get();
  const auto name = registry.at(command.verb).spec->name;
  const auto list = model::value(command.data).find("numbers");
  facets::settlement what;
  auto& numbers = name == "hook.replay" ? what.again : what.drop;
  for (std::size_t i = 0; i < list.size() && i <= facets::most_settled; ++i)
    if (const auto number = list.at(i).uint()) numbers.push_back(*number);
  if (numbers.empty() || numbers.size() != list.size() || numbers.size() > facets::most_settled)
    return refuse(model::error_code::bad_request,
                  "must be 1 to " + std::to_string(facets::most_settled) + " numbers", "numbers");
  if (audit_)
    audit_(command.who->user + " asks for " + std::string(name) + " of " + std::to_string(numbers.size()));
  model::command settle;
  settle.from = command.from;
  settle.who = model::server_identity();
  settle.verb = *registry.find("hook.settle");
  settle.data = facets::encode(what);
  journal_.submit(std::move(settle));
}

} // namespace snug::transport::hooks
