#include "transport/http/event_stream.hpp"
#include "transport/http/command_reader.hpp"
#include "transport/http/url.hpp"
#include <algorithm>
#include <charconv>

namespace snug::transport::http {

namespace {

/// `<epoch>.<offset>` as the body of the command has it; "" where it is none.
std::string position(std::string_view text) {
  std::uint64_t epoch = 0, offset = 0;
  const auto* last = text.data() + text.size();
  const auto dot = std::from_chars(text.data(), last, epoch);
  if (dot.ec != std::errc{} || dot.ptr == last || *dot.ptr != '.') return {};
  const auto end = std::from_chars(dot.ptr + 1, last, offset);
  if (end.ec != std::errc{} || end.ptr != last) return {};
  return R"({"since":{"epoch":)" + std::to_string(epoch) + R"(,"offset":)" + std::to_string(offset) + "}}";
}

} // namespace

model::result<model::command> read_stream_request(request r, const route_table::match& route) {
  std::string since(r.header("last-event-id"));
  std::string rest;
  for (auto query = std::string_view(r.query); !query.empty();) {
    const auto item = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), item.size() + 1));
    if (!item.starts_with("since="))
      rest.append(rest.empty() ? "" : "&").append(item);
    else if (since.empty()) // a browser that comes back asks the old address with a newer position
      since = percent_decoded(item.substr(6), true).value_or("?");
  }
  r.query = std::move(rest);
  r.body.clear();
  if (!since.empty()) {
    r.body = position(since);
    if (r.body.empty())
      return model::failure{model::error_code::bad_request, "since must be <epoch>.<offset>", "since", 0, {}};
  }
  return read_command(r, route);
}

std::string stream_head(const std::vector<std::pair<std::string, std::string>>& more) {
  std::string out = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncache-control: no-store\r\n"
                    "x-accel-buffering: no\r\nconnection: close\r\n";
  for (const auto& [name, value] : more)
    out.append(name).append(": ").append(value).append("\r\n");
  return out + "\r\n";
}

} // namespace snug::transport::http
