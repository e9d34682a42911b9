#include "actors/model/payload.hpp"
#include "actors/model/entry_cursor.hpp"
#include "actors/model/packer.hpp"
#include "actors/model/token.hpp"
#include "tests/fuzz/check.hpp"
#include <set>
#include <string>

using namespace snug;
using fuzz::check;

namespace {

/// Writes `v` again through the accessors alone; a sound payload gives a sound payload that is no longer.
void copy(const model::value& v, model::packer& out) {
  if (v.is_nil())
    out.nil();
  else if (const auto b = v.boolean())
    out.boolean(*b);
  else if (const auto u = v.uint())
    out.uint(*u);
  else if (const auto i = v.integer())
    out.integer(*i);
  else if (const auto t = v.text())
    out.text(*t);
  else if (const auto raw = v.bytes())
    out.bytes(*raw);
  else if (const auto n = v.number())
    out.number(*n);
  else if (v.is_array()) {
    out.array(static_cast<std::uint32_t>(v.size()));
    // Not by `at`, which walks there: that would be quadratic.
    auto rest = v.raw().substr(model::read_token(v.raw()).head);
    for (std::size_t i = 0; i < v.size(); ++i) {
      const auto length = model::skip_value(rest);
      check(length.has_value(), "a sound list has its elements");
      copy(model::value(rest.substr(0, *length)), out);
      rest.remove_prefix(*length);
    }
  } else {
    check(v.is_map(), "a sound payload has no other types");
    out.map(static_cast<std::uint32_t>(v.size()));
    std::set<std::string_view> keys;
    model::entry_cursor entries(v);
    while (entries.next()) {
      check(keys.insert(entries.key()).second, "keys are there once");
      out.text(entries.key());
      copy(entries.content(), out);
    }
    check(keys.size() == v.size(), "a sound map has its entries");
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto length = model::value_length(bytes);
  const auto skipped = model::skip_value(bytes);
  check(!length || length == skipped, "what is sound is whole");
  check(!model::check_payload(bytes) == (length == size), "a payload is exactly one value");
  if (!length) {
    // Accessors keep within bytes that nobody checked.
    const model::value v(bytes);
    (void)v.find("key").text();
    (void)v.at(3).number();
    return 0;
  }
  model::packer again;
  copy(model::value(bytes.substr(0, *length)), again);
  check(again.str().size() <= *length, "the packer's form is the smallest");
  check(!model::check_payload(again.str()), "what the packer writes is sound");
  return 0;
}
