#include "transport/http/request_fields.hpp"
#include "actors/model/entry_cursor.hpp"
#include "actors/model/names.hpp"
#include "actors/model/payload.hpp"
#include "transport/dialect/json_reader.hpp"
#include <algorithm>
#include <utility>

namespace snug::transport::http {

namespace {

model::failure given_twice(std::string_view name) {
  return model::refuse({std::string(name), "is given twice"});
}

} // namespace

std::optional<model::failure> request_fields::add(std::string_view name, std::string_view msgpack) {
  if (!names_.emplace(name).second) return given_twice(name);
  fields_.text(name).raw(msgpack);
  return std::nullopt;
}

std::optional<model::failure> request_fields::add_body(std::string_view json) {
  if (json.find_first_not_of(" \t\r\n") == json.npos) return std::nullopt;
  std::string data;
  if (const auto rule = transcode(json, data)) return model::refuse({"", "the body " + *rule});
  if (!model::value(data).is_map()) return model::refuse({"", "the body must be a JSON object"});
  // Its own names are checked already, and may be many: only the others are looked for.
  for (model::entry_cursor each{model::value(data)}; each.next();) {
    if (names_.contains(each.key())) return given_twice(each.key());
    ++of_body_;
    fields_.text(each.key()).raw(each.content().raw());
  }
  return std::nullopt;
}

std::string request_fields::packed() const {
  model::packer p;
  p.map(static_cast<std::uint32_t>(names_.size() + of_body_));
  return std::move(p).str() + fields_.str();
}

std::optional<std::string> transcode(std::string_view json, std::string& out) {
  if (const auto wrong = dialect::json_reader::transcode(json, out))
    return "must be JSON: " + std::string(*wrong);
  if (const auto rule = model::check_payload(out)) return std::string(*rule);
  return std::nullopt;
}

const model::field* field_named(std::span<const model::field> all, std::string_view name) noexcept {
  const auto found = std::find_if(all.begin(), all.end(), [&](const auto& f) { return f.name == name; });
  return found == all.end() ? nullptr : &*found;
}

std::optional<model::failure> wrong_with(const model::command& c, const model::command_spec& spec) {
  model::arguments args;
  if (auto wrong = model::read_arguments(c.data, spec.fields, args)) return model::refuse(*std::move(wrong));
  if (c.id.empty()) return std::nullopt;
  if (const auto rule = model::check_id(c.id)) return model::refuse({"Idempotency-Key", std::string(*rule)});
  return std::nullopt;
}

} // namespace snug::transport::http
