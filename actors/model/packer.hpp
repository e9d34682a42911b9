#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace snug::model {

/// Writes MessagePack in its smallest form, appending to a string it owns. Byte for byte the same for the
/// same values: stored rows and replies are compared by bytes.
/// (https://github.com/msgpack/msgpack/blob/master/spec.md)
class packer {
public:
  packer& nil();
  packer& boolean(bool v);
  packer& uint(std::uint64_t v);
  packer& integer(std::int64_t v);
  packer& number(double v);
  packer& text(std::string_view v);
  packer& bytes(std::string_view v);
  packer& array(std::uint32_t size);
  packer& map(std::uint32_t size);
  /// A value that is MessagePack already; "" is nil.
  packer& raw(std::string_view v);

  [[nodiscard]] const std::string& str() const& noexcept { return out_; }
  [[nodiscard]] std::string str() && noexcept { return std::move(out_); }
  void clear() noexcept { out_.clear(); }

private:
  std::string out_;
};

} // namespace snug::model
