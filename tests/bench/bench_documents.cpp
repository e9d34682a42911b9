#include "actors/yjs/lib0_writer.hpp"
#include "actors/yjs/struct_store.hpp"
#include <chrono>
#include <cstdio>
#include <cstdlib>

using namespace snug;

namespace {

double ms_since(std::chrono::steady_clock::time_point begun) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun).count();
}

/// The letter number `clock` of client 7, behind the one before it.
std::string typed(std::uint64_t clock) {
  std::string out("\x01\x01\x07", 3);
  yjs::put_uint(out, clock);
  if (clock == 0) {
    out += "\x04\x01\x01t";
  } else {
    out += "\x84\x07";
    yjs::put_uint(out, clock - 1);
  }
  out += "\x01";
  out.push_back(static_cast<char>('a' + clock % 26));
  out.push_back('\0');
  return out;
}

void report(const char* what, double ms, std::size_t updates, const yjs::struct_store& store) {
  std::printf("%-38s %8.1f ms  %6.2f us each  %6zu structs  %8zu bytes of memory  %8zu bytes as an update\n",
              what, ms, 1000 * ms / static_cast<double>(updates), store.structs(), store.memory(),
              store.everything().size());
}

} // namespace

/// `bench_documents [letters]`: one-letter updates, 20,000 where not given, taken into a store.
int main(int argc, char** argv) {
  const auto letters = static_cast<std::size_t>(argc > 1 ? std::atoi(argv[1]) : 20'000);
  std::vector<std::string> updates;
  for (std::size_t i = 0; i < letters; ++i)
    updates.push_back(typed(i));

  yjs::struct_store typed_on;
  auto begun = std::chrono::steady_clock::now();
  for (const auto& each : updates)
    (void)typed_on.apply(each);
  report("in the order typed", ms_since(begun), letters, typed_on);

  yjs::struct_store backwards;
  begun = std::chrono::steady_clock::now();
  for (auto it = updates.rbegin(); it != updates.rend(); ++it)
    (void)backwards.apply(*it);
  report("the last one first", ms_since(begun), letters, backwards);

  yjs::struct_store holes;
  begun = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < letters; i += 2)
    (void)holes.apply(updates[i]);
  report("every second one", ms_since(begun), letters / 2, holes);

  begun = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < letters; i += 2) {
    std::string deletion("\x00\x01\x07\x01", 4);
    yjs::put_uint(deletion, i);
    deletion.push_back(1);
    (void)typed_on.apply(deletion);
  }
  report("every second letter deleted", ms_since(begun), letters / 2, typed_on);
  return 0;
}
