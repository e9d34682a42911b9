#include "clients/console/status.hpp"
#include "clients/console/http_get.hpp"
#include "clients/console/safe_text.hpp"
#include <iostream>
#include <rapidjson/document.h>

namespace snug::console {
namespace {

/// One line per number or text, nested names joined by dots.
void print_flat(const rapidjson::Value& object, const std::string& prefix) {
  for (const auto& member : object.GetObject()) {
    const auto name = prefix + member.name.GetString();
    if (member.value.IsObject()) {
      print_flat(member.value, name + ".");
      continue;
    }
    std::cout << safe_text(name) << std::string(name.size() < 30 ? 30 - name.size() : 1, ' ');
    if (member.value.IsString())
      std::cout << safe_text(member.value.GetString());
    else if (member.value.IsUint64())
      std::cout << member.value.GetUint64();
    else if (member.value.IsNumber())
      std::cout << member.value.GetDouble();
    else if (member.value.IsBool())
      std::cout << (member.value.GetBool() ? "yes" : "no");
    std::cout << '\n';
  }
}

int complain(const std::string& why) {
  std::cerr << "snug status: " << why << '\n';
  return 1;
}

} // namespace

int status(const connect_options& options) {
  auto where = client::parse_url(options.url, "/status");
  if (!where) return complain(describe(where.error()));
  if (where->path == "/v1/socket") where->path = "/status";
  const auto answer = http_get(*where, options.timeout_ms);
  if (!answer) return complain(describe(answer.error()));
  if (answer->status != 200)
    return complain("the server answered HTTP status " + std::to_string(answer->status));
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag>(answer->body.data(), answer->body.size());
  if (document.HasParseError() || !document.IsObject())
    return complain("the server's answer is no JSON object");
  if (options.json)
    std::cout << answer->body << (answer->body.ends_with('\n') ? "" : "\n");
  else
    print_flat(document, "");
  return 0;
}

} // namespace snug::console
