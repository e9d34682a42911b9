#include "transport/http/chunked_body.hpp"
#include <algorithm>
#include <charconv>

namespace snug::transport::http {

chunked_body::state chunked_body::take(std::string_view& bytes) {
  while (!bytes.empty()) {
    if (at_ == at::data) {
      const auto piece = bytes.substr(0, left_);
      content_.append(piece);
      bytes.remove_prefix(piece.size());
      left_ -= piece.size();
      if (left_ == 0) at_ = at::data_end;
      continue;
    }
    const auto end = bytes.find('\n');
    const auto piece = bytes.substr(0, end == bytes.npos ? bytes.size() : end + 1);
    if (line_.size() + piece.size() > longest_line) return state::wrong;
    line_.append(piece);
    bytes.remove_prefix(piece.size());
    if (end == bytes.npos) return state::more;
    if (!line_.ends_with("\r\n")) return state::wrong;
    line_.resize(line_.size() - 2);
    const auto now = end_of_line();
    line_.clear();
    if (now != state::more) return now;
  }
  return state::more;
}

chunked_body::state chunked_body::end_of_line() {
  switch (at_) {
  case at::size: {
    const auto digits = std::string_view(line_).substr(0, line_.find_first_of("; \t"));
    const auto* last = digits.data() + digits.size();
    const auto read = std::from_chars(digits.data(), last, left_, 16);
    if (digits.empty() || read.ec == std::errc::invalid_argument || read.ptr != last) return state::wrong;
    if (read.ec != std::errc{} || left_ > bound_ - std::min(bound_, content_.size())) return state::too_large;
    at_ = left_ == 0 ? at::trailer : at::data;
    return state::more;
  }
  case at::data_end:
    at_ = at::size;
    return line_.empty() ? state::more : state::wrong;
  case at::trailer:
    if (line_.empty()) return state::whole;
    trailers_ += line_.size();
    return trailers_ > most_trailers ? state::too_large : state::more;
  case at::data:
    break;
  }
  return state::wrong;
}

} // namespace snug::transport::http
