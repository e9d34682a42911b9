#include "transport/http/request_reader.hpp"
#include <algorithm>
#include <charconv>
#include <utility>

namespace snug::transport::http {

namespace {

bool is_token_char(char c) noexcept {
  constexpr std::string_view others = "!#$%&'*+-.^_`|~";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         others.find(c) != others.npos;
}

bool is_token(std::string_view text) noexcept {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_char);
}

bool is_control(char c) noexcept { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; }

std::size_t count_of(const request& r, std::string_view name) {
  return static_cast<std::size_t>(
      std::count_if(r.headers.begin(), r.headers.end(), [&](const auto& h) { return h.first == name; }));
}

bool brings_a_body(std::string_view method) noexcept {
  return method == "POST" || method == "PUT" || method == "PATCH";
}

} // namespace

request_reader::step request_reader::wrong(int status, std::string_view code, std::string_view message) {
  refusal_ = error(status, code, message);
  refusal_.last = true;
  return step::wrong;
}

request_reader::step request_reader::next() {
  if (!head_read_) {
    if (const auto now = read_head(); now != step::whole) return now;
    head_read_ = true;
  }
  return read_body();
}

request_reader::step request_reader::read_head() {
  // An empty line before a request is no request (RFC 9112 §2.2).
  while (came_.starts_with("\r\n"))
    came_.erase(0, 2);
  // What no method begins with is another protocol: TLS begins with 22. Its end isn't waited for.
  if (!came_.empty() && static_cast<unsigned char>(came_.front()) < '!' && came_.front() != '\r')
    return wrong(400, "bad_request", "this is no HTTP request");
  constexpr std::string_view end_of_head = "\r\n\r\n";
  const auto end = came_.find(end_of_head, searched_ < 3 ? 0 : searched_ - 3);
  const auto size = end == came_.npos ? came_.size() : end + end_of_head.size();
  if (size > by_.head) {
    const bool long_line = came_.find("\r\n") > longest_target;
    return long_line ? wrong(414, "too_large", "the path is too long")
                     : wrong(431, "too_large", "the headers are too large");
  }
  if (end == came_.npos) {
    searched_ = came_.size();
    return step::more;
  }
  head_size_ = size;
  auto rest = std::string_view(came_).substr(0, end + 2);
  for (bool first = true; !rest.empty(); first = false) {
    const auto line = rest.substr(0, rest.find("\r\n"));
    rest.remove_prefix(line.size() + 2);
    if (const auto now = first ? read_line(line) : read_header(line); now != step::whole) return now;
  }
  return judge_head();
}

request_reader::step request_reader::read_line(std::string_view line) {
  const auto one = line.find(' ');
  const auto two = line.rfind(' ');
  if (one == line.npos || one == two) return wrong(400, "bad_request", "this is no HTTP request");
  auto target = line.substr(one + 1, two - one - 1);
  const auto version = line.substr(two + 1);
  read_.method = line.substr(0, one);
  if (!is_token(read_.method) || target.empty() ||
      std::any_of(target.begin(), target.end(), [](char c) { return c == ' ' || is_control(c); }))
    return wrong(400, "bad_request", "this is no HTTP request");
  if (version != "HTTP/1.1" && version != "HTTP/1.0") {
    if (version.starts_with("HTTP/")) return wrong(505, "bad_request", "only HTTP/1.1 is spoken here");
    return wrong(400, "bad_request", "this is no HTTP request");
  }
  minor_0_ = version == "HTTP/1.0";
  if (target.size() > longest_target) return wrong(414, "too_large", "the path is too long");
  if (const auto scheme = target.find("://"); !target.starts_with('/') && scheme != target.npos) {
    const auto path = target.find('/', scheme + 3);
    target = path == target.npos ? std::string_view("/") : target.substr(path);
  }
  if (!target.starts_with('/') && target != "*") return wrong(400, "bad_request", "the path is not one");
  const auto mark = target.find('?');
  read_.path = target.substr(0, mark);
  if (mark != target.npos) read_.query = target.substr(mark + 1);
  return step::whole;
}

request_reader::step request_reader::read_header(std::string_view line) {
  if (read_.headers.size() >= by_.headers) return wrong(431, "too_large", "there are too many headers");
  const auto colon = line.find(':');
  const auto name = line.substr(0, colon);
  if (colon == line.npos || !is_token(name)) return wrong(400, "bad_request", "a header is not one");
  const auto value = trimmed(line.substr(colon + 1));
  if (std::any_of(value.begin(), value.end(), is_control))
    return wrong(400, "bad_request", "a header has control characters");
  read_.headers.emplace_back(lower(name), value);
  return step::whole;
}

request_reader::step request_reader::judge_head() {
  if (count_of(read_, "host") > 1 || (count_of(read_, "host") == 0 && !minor_0_))
    return wrong(400, "bad_request", "there must be one Host header");
  const auto connection = read_.header("connection");
  read_.keep_alive = minor_0_ ? lists(connection, "keep-alive") : !lists(connection, "close");
  return judge_length();
}

request_reader::step request_reader::judge_length() {
  const auto coding = read_.header("transfer-encoding");
  const auto length = read_.header("content-length");
  const auto lengths = count_of(read_, "content-length");
  if (count_of(read_, "transfer-encoding") > 0) {
    if (lengths > 0 || count_of(read_, "transfer-encoding") > 1 || minor_0_)
      return wrong(400, "bad_request", "the length of the body is said in two ways");
    if (!same_text(coding, "chunked")) return wrong(501, "bad_request", "only chunked bodies are read");
    chunks_.emplace(by_.body);
  } else if (lengths > 0) {
    const auto* last = length.data() + length.size();
    const auto read = std::from_chars(length.data(), last, length_);
    const bool number = !length.empty() && read.ptr == last && read.ec != std::errc::invalid_argument;
    if (lengths > 1 || !number) return wrong(400, "bad_request", "Content-Length is not one number");
    if (read.ec != std::errc{} || length_ > by_.body)
      return wrong(413, "too_large", "a body must be at most " + std::to_string(by_.body) + " bytes");
  } else if (brings_a_body(read_.method)) {
    return wrong(411, "length_required", "send a Content-Length, 0 where there is no body");
  }
  const auto expected = read_.header("expect");
  if (!expected.empty() && !same_text(expected, "100-continue"))
    return wrong(417, "bad_request", "only 100-continue can be expected");
  go_ahead_ = !expected.empty() && !minor_0_;
  return step::whole;
}

request_reader::step request_reader::read_body() {
  if (!chunks_) return came_.size() - head_size_ >= length_ ? step::whole : step::more;
  auto rest = std::string_view(came_).substr(head_size_);
  const auto now = chunks_->take(rest);
  came_.erase(head_size_, came_.size() - head_size_ - rest.size());
  switch (now) {
  case chunked_body::state::more:
    return step::more;
  case chunked_body::state::whole:
    return step::whole;
  case chunked_body::state::too_large:
    return wrong(413, "too_large", "a body must be at most " + std::to_string(by_.body) + " bytes");
  case chunked_body::state::wrong:
    break;
  }
  return wrong(400, "bad_request", "the body's chunks are not what they should be");
}

request request_reader::take() {
  auto out = std::exchange(read_, {});
  out.body = chunks_ ? std::move(chunks_->content()) : came_.substr(head_size_, length_);
  came_.erase(0, head_size_ + (chunks_ ? 0 : length_));
  if (came_.empty()) came_.shrink_to_fit(); // idle connections keep no buffers
  chunks_.reset();
  searched_ = head_size_ = length_ = 0;
  head_read_ = go_ahead_ = false;
  return out;
}

bool request_reader::wants_go_ahead() noexcept {
  return std::exchange(go_ahead_, false) && head_read_ && came_.size() == head_size_;
}

} // namespace snug::transport::http
