#include "store/ahead/journal_entry.hpp"
#include "store/checksum.hpp"

namespace snug::store {

namespace {

constexpr std::size_t length_at = 0;   // u32: bytes behind the checksum
constexpr std::size_t checksum_at = 4; // u32: of those bytes
constexpr std::size_t body_at = 8;
constexpr std::size_t store_at = 8;
constexpr std::size_t number_at = 16;
constexpr std::size_t commit_at = 24;
constexpr std::size_t newest_at = 32;
constexpr std::size_t changes_at = 40;

constexpr std::size_t most_kept = 1u << 20;

constexpr char put_change = 1;
constexpr char erase_change = 2;

void write_at(std::string& bytes, std::size_t at, std::uint64_t v, int size) {
  for (int i = 0; i < size; ++i)
    bytes[at + static_cast<std::size_t>(i)] = static_cast<char>(v >> (8 * (size - 1 - i)));
}

std::uint64_t read_at(std::string_view bytes, std::size_t at, std::size_t size) noexcept {
  std::uint64_t v = 0;
  for (const char c : bytes.substr(at, size))
    v = (v << 8) | static_cast<unsigned char>(c);
  return v;
}

void append_sized(std::string& bytes, std::string_view text) {
  const auto at = bytes.size();
  bytes.resize(at + 4);
  write_at(bytes, at, text.size(), 4);
  bytes += text;
}

/// Takes a sized text from the front of `rest`; false where there is none.
bool take_sized(std::string_view& rest, std::string_view& text) noexcept {
  if (rest.size() < 4) return false;
  const auto size = read_at(rest, 0, 4);
  if (rest.size() - 4 < size) return false;
  text = rest.substr(4, size);
  rest.remove_prefix(4 + size);
  return true;
}

} // namespace

void entry_writer::begin(std::uint64_t store_id, std::uint64_t number) {
  if (bytes_.capacity() > most_kept) bytes_ = {}; // a large group's
  bytes_.assign(changes_at, '\0');
  write_at(bytes_, store_at, store_id, 8);
  write_at(bytes_, number_at, number, 8);
}

void entry_writer::put(std::string_view key, std::string_view value) {
  bytes_.push_back(put_change);
  append_sized(bytes_, key);
  append_sized(bytes_, value);
}

void entry_writer::erase(std::string_view key) {
  bytes_.push_back(erase_change);
  append_sized(bytes_, key);
}

std::string_view entry_writer::finish(const progress& so_far) {
  write_at(bytes_, commit_at, so_far.last_commit, 8);
  write_at(bytes_, newest_at, static_cast<std::uint64_t>(so_far.newest_at), 8);
  write_at(bytes_, length_at, bytes_.size() - body_at, 4);
  write_at(bytes_, checksum_at, checksum({}, std::string_view(bytes_).substr(body_at)), 4);
  return bytes_;
}

std::vector<journal_entry> parse_journal(std::string_view bytes, std::uint64_t store_id) {
  std::vector<journal_entry> entries;
  while (bytes.size() >= changes_at) {
    const auto length = read_at(bytes, length_at, 4);
    if (length < changes_at - body_at || length > bytes.size() - body_at) break;
    const auto whole = bytes.substr(0, body_at + length);
    if (checksum({}, whole.substr(body_at)) != read_at(whole, checksum_at, 4)) break;
    const auto number = read_at(whole, number_at, 8);
    if (read_at(whole, store_at, 8) != store_id) break;
    if (!entries.empty() && number != entries.back().number + 1) break;
    const progress so_far{read_at(whole, commit_at, 8),
                          static_cast<std::int64_t>(read_at(whole, newest_at, 8))};
    entries.push_back({number, so_far, std::string(whole.substr(changes_at))});
    bytes.remove_prefix(whole.size());
  }
  return entries;
}

bool for_each_change(std::string_view changes, const change_visitor& visit) {
  while (!changes.empty()) {
    const char does = changes.front();
    changes.remove_prefix(1);
    std::string_view key, value;
    if (!take_sized(changes, key)) return false;
    if (does == erase_change)
      visit(key, std::nullopt);
    else if (does == put_change && take_sized(changes, value))
      visit(key, value);
    else
      return false;
  }
  return true;
}

} // namespace snug::store
