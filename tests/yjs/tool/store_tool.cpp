#include "actors/yjs/struct_store.hpp"
#include "tests/yjs/vector_file.hpp"
#include <cstdio>

using namespace snug;

namespace {

std::string base64(std::string_view bytes) {
  constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t n = 0;
    for (std::size_t k = 0; k < 3; ++k)
      n = n << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0u);
    for (std::size_t k = 0; k < 4; ++k)
      out.push_back(i + k > bytes.size() ? '=' : alphabet[n >> (18 - 6 * k) & 63]);
  }
  return out;
}

void say(const std::string& name, std::size_t have, const std::string& update) {
  std::printf("%s\t%zu\t%s\n", name.c_str(), have, base64(update).c_str());
}

} // namespace

/// `store_tool`: a line for every vector of `SNUG_YJS_VECTORS` and each of its peers: name, how many updates
/// they have (0: nothing), and what they lack of all of them, as `struct_store` says it. For judge-store.mjs.
int main() {
  for (const auto& v : test::yjs_vectors()) {
    yjs::struct_store all;
    for (const auto& each : v.updates)
      if (!all.apply(each)) return 1;
    say(v.name, 0, all.everything());
    for (const auto& peer : v.peers) {
      const auto known = yjs::read_state_vector(peer.state);
      if (!known) return 1;
      if (peer.has > 0) say(v.name, peer.has, all.missing(*known));
    }
  }
}
