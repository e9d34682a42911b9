#include "transport/http/exchange.hpp"
#include <array>
#include <charconv>
#include <libwebsockets.h>
#include <utility>

namespace snug::transport::http {

namespace {

constexpr std::array<std::pair<lws_token_indexes, const char*>, 7> methods{{
    {WSI_TOKEN_GET_URI, "GET"},
    {WSI_TOKEN_HEAD_URI, "HEAD"},
    {WSI_TOKEN_POST_URI, "POST"},
    {WSI_TOKEN_PUT_URI, "PUT"},
    {WSI_TOKEN_PATCH_URI, "PATCH"},
    {WSI_TOKEN_DELETE_URI, "DELETE"},
    {WSI_TOKEN_OPTIONS_URI, "OPTIONS"},
}};

bool add(lws* socket, const char* name, const std::string& value, unsigned char** at, unsigned char* end) {
  return lws_add_http_header_by_name(socket, reinterpret_cast<const unsigned char*>(name),
                                     reinterpret_cast<const unsigned char*>(value.data()),
                                     static_cast<int>(value.size()), at, end) == 0;
}

} // namespace

std::string header(lws* socket, int token) {
  const auto index = static_cast<lws_token_indexes>(token);
  const int size = lws_hdr_total_length(socket, index);
  if (size <= 0) return {};
  std::string value(static_cast<std::size_t>(size) + 1, '\0');
  const int copied = lws_hdr_copy(socket, value.data(), size + 1, index);
  value.resize(copied > 0 ? static_cast<std::size_t>(copied) : 0);
  return value;
}

incoming read_headers(lws* socket, std::string path) {
  incoming out;
  out.asked.path = std::move(path);
  for (const auto& [token, name] : methods)
    if (lws_hdr_total_length(socket, token) > 0) out.asked.method = name;
  out.host = header(socket, WSI_TOKEN_HOST);
  out.chunked = lws_hdr_total_length(socket, WSI_TOKEN_HTTP_TRANSFER_ENCODING) > 0;
  const auto length = header(socket, WSI_TOKEN_HTTP_CONTENT_LENGTH);
  const auto read = std::from_chars(length.data(), length.data() + length.size(), out.length);
  out.has_length = !length.empty() && read.ec == std::errc{} && read.ptr == length.data() + length.size();
  return out;
}

int write(lws* socket, const response& r, bool head, bool last) {
  std::array<unsigned char, LWS_PRE + 1'024> buffer;
  auto* const start = buffer.data() + LWS_PRE;
  auto* at = start;
  auto* const end = buffer.data() + buffer.size() - 1;
  const bool written = lws_add_http_common_headers(socket, static_cast<unsigned>(r.status), r.type.c_str(),
                                                   r.body.size(), &at, end) == 0 &&
                       add(socket, "x-content-type-options:", "nosniff", &at, end) &&
                       (r.allow.empty() || add(socket, "allow:", r.allow, &at, end)) &&
                       lws_finalize_write_http_header(socket, start, &at, end) == 0;
  if (!written) return -1;
  if (!head && !r.body.empty()) {
    // Like a raw write: the library leaves the bytes alone.
    auto* body = reinterpret_cast<unsigned char*>(const_cast<char*>(r.body.data()));
    if (lws_write(socket, body, r.body.size(), LWS_WRITE_HTTP_FINAL) < 0) return -1;
  }
  return lws_http_transaction_completed(socket) != 0 || last ? -1 : 0;
}

} // namespace snug::transport::http
