#include "clients/load/measure/process_meter.hpp"
#include <filesystem>
#include <fstream>

namespace snug::load {

namespace {

/// The number behind the line's first word `key` in a file of such lines.
std::uint64_t number_behind(const std::string& file, const std::string& key) {
  std::ifstream in(file);
  for (std::string word; in >> word;) {
    std::uint64_t number = 0;
    if (word == key && in >> number) return number;
  }
  return 0;
}

} // namespace

std::uint64_t process_meter::cpu_ns() const {
  std::uint64_t sum = 0;
  std::error_code gone;
  for (const auto& thread : std::filesystem::directory_iterator(folder() + "/task", gone)) {
    std::uint64_t on_cpu = 0;
    if (std::ifstream(thread.path() / "schedstat") >> on_cpu) sum += on_cpu;
  }
  return sum;
}

std::uint64_t process_meter::status_kib(const std::string& key) const {
  return number_behind(folder() + "/status", key);
}

std::uint64_t process_meter::written_bytes() const { return number_behind(folder() + "/io", "wchar:"); }

} // namespace snug::load
