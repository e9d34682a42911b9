#include "actors/facets/row_value.hpp"

namespace snug::facets {

namespace {
constexpr unsigned char fixarray = 0x90;
} // namespace

std::string row_value(const model::packer& fields) {
  std::string value;
  value.reserve(1 + fields.str().size());
  value.push_back(row_version);
  value += fields.str();
  return value;
}

row_reader::row_reader(std::string_view value, std::uint8_t entries) noexcept {
  if (value.size() < 2 || value[0] != row_version) return;
  if (static_cast<unsigned char>(value[1]) != (fixarray | entries)) return;
  rest_ = value.substr(2);
  good_ = true;
}

model::value row_reader::next() noexcept {
  const auto length = good_ ? model::value_length(rest_) : std::nullopt;
  if (!length) {
    good_ = false;
    return {};
  }
  const model::value read{rest_.substr(0, *length)};
  rest_.remove_prefix(*length);
  return read;
}

std::uint64_t row_reader::uint() noexcept { return expect(next().uint()); }
std::int64_t row_reader::integer() noexcept { return expect(next().integer()); }
bool row_reader::boolean() noexcept { return expect(next().boolean()); }
std::string_view row_reader::text() noexcept { return expect(next().text()); }
std::string_view row_reader::bytes() noexcept { return expect(next().bytes()); }

model::value row_reader::list() noexcept {
  const auto read = next();
  if (!read.is_array()) good_ = false;
  return read;
}

} // namespace snug::facets
