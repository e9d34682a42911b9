#include "actors/model/error.hpp"

namespace snug::model {

std::string_view name_of(error_code code) noexcept {
  switch (code) {
  case error_code::bad_request:
    return "bad_request";
  case error_code::unknown_command:
    return "unknown_command";
  case error_code::unauthenticated:
    return "unauthenticated";
  case error_code::forbidden:
    return "forbidden";
  case error_code::not_found:
    return "not_found";
  case error_code::conflict:
    return "conflict";
  case error_code::too_large:
    return "too_large";
  case error_code::rate_limited:
    return "rate_limited";
  case error_code::room_full:
    return "room_full";
  case error_code::gone:
    return "gone";
  case error_code::storage_full:
    return "storage_full";
  case error_code::unavailable:
    return "unavailable";
  case error_code::internal:
    return "internal";
  }
  return "internal";
}

int http_status(error_code code) noexcept {
  switch (code) {
  case error_code::bad_request:
    return 400;
  case error_code::unknown_command:
    return 404;
  case error_code::unauthenticated:
    return 401;
  case error_code::forbidden:
    return 403;
  case error_code::not_found:
    return 404;
  case error_code::conflict:
    return 409;
  case error_code::too_large:
    return 413;
  case error_code::rate_limited:
    return 429;
  case error_code::room_full:
    return 409;
  case error_code::gone:
    return 410;
  case error_code::storage_full:
    return 507;
  case error_code::unavailable:
    return 503;
  case error_code::internal:
    return 500;
  }
  return 500;
}

} // namespace snug::model
