#include "actors/model/packer.hpp"
#include "actors/model/pack.hpp"

namespace snug::model {

packer& packer::nil() {
  pack::nil(out_);
  return *this;
}

packer& packer::boolean(bool v) {
  pack::boolean(out_, v);
  return *this;
}

packer& packer::uint(std::uint64_t v) {
  pack::uint(out_, v);
  return *this;
}

packer& packer::integer(std::int64_t v) {
  pack::integer(out_, v);
  return *this;
}

packer& packer::number(double v) {
  pack::number(out_, v);
  return *this;
}

packer& packer::text(std::string_view v) {
  pack::text(out_, v);
  return *this;
}

packer& packer::bytes(std::string_view v) {
  pack::bytes(out_, v);
  return *this;
}

packer& packer::array(std::uint32_t size) {
  pack::array(out_, size);
  return *this;
}

packer& packer::map(std::uint32_t size) {
  pack::map(out_, size);
  return *this;
}

packer& packer::raw(std::string_view v) {
  pack::raw(out_, v);
  return *this;
}

} // namespace snug::model
