#include "actors/facets/repeat_rows.hpp"
#include "actors/facets/digest.hpp"
#include "actors/facets/row_value.hpp"
#include "actors/model/table.hpp"

namespace snug::facets {

std::string encode(const repeat_row& row) {
  return row_value(model::packer().array(3).uint(row.content).uint(row.offset).bytes(row.reply));
}

std::optional<repeat_row> decode_repeat(std::string_view value) {
  row_reader in(value, 3);
  repeat_row row;
  row.content = in.uint();
  row.offset = in.uint();
  row.reply = in.bytes();
  if (!in.complete()) return std::nullopt;
  return row;
}

std::string repeat_key(model::key room, std::string_view user, std::string_view id) {
  char length[8]; // else "ab" with id "c" were "a" with id "bc"
  for (std::size_t i = 0; i < 8; ++i)
    length[i] = static_cast<char>(std::uint64_t{user.size()} >> (56 - 8 * i));
  digest hash;
  hash.add({length, sizeof length});
  hash.add(user);
  hash.add(id);
  const auto bytes = hash.finish();
  return model::row_key(room, model::table::repeat)
      .text({reinterpret_cast<const char*>(bytes.data()), 16})
      .str();
}

std::uint64_t content_hash(std::string_view name, std::string_view data) noexcept {
  return fnv1a(data, fnv1a({"\0", 1}, fnv1a(name)));
}

} // namespace snug::facets
