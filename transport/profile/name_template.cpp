#include "transport/profile/name_template.hpp"
#include "actors/model/pack.hpp"
#include "actors/model/utf8.hpp"
#include <algorithm>
#include <bitset>
#include <charconv>
#include <set>
#include <utility>

namespace snug::profile {

namespace {

using model::complaint;
constexpr std::size_t uuid_size = 36;
constexpr std::size_t no_end = std::string_view::npos;

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_dash(std::size_t at) noexcept { return at == 8 || at == 13 || at == 18 || at == 23; }

std::optional<std::int64_t> whole_number(std::string_view text) noexcept {
  std::int64_t v = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), v);
  if (text.empty() || read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
  // One way of writing each: neither "007" nor "-0".
  return std::to_string(v) == text ? std::optional(v) : std::nullopt;
}

bool is_uuid(std::string_view text) noexcept {
  if (text.size() != uuid_size) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool hex = is_digit(text[i]) || (text[i] >= 'a' && text[i] <= 'f');
    if (is_dash(i) ? text[i] != '-' : !hex) return false;
  }
  return true;
}

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (auto& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

bool is_name(std::string_view text) noexcept {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_';
  };
  return !text.empty() && std::all_of(text.begin(), text.end(), allowed);
}

} // namespace

// ---- parsing

std::optional<std::string> name_template::parse(std::string_view written, bool path, name_template& out) {
  out = {};
  out.written_ = written;
  out.path_ = path;
  out.literals_.emplace_back();
  while (!written.empty()) {
    if (written.front() == '}') return "has a } without a {";
    if (written.front() != '{') {
      out.literals_.back() += written.front();
      written.remove_prefix(1);
      continue;
    }
    const auto end = written.find('}');
    if (end == written.npos) return "has a { without a }";
    if (auto wrong = out.take(written.substr(1, end - 1))) return wrong;
    written.remove_prefix(end + 1);
  }
  for (std::size_t i = 0; i < out.captures_.size(); ++i) {
    const auto& behind = out.literals_[i + 1];
    if (i + 1 < out.captures_.size() && behind.empty())
      return "{" + out.captures_[i].name + "} and {" + out.captures_[i + 1].name +
             "} can't be told apart: something must stand between them";
    if (out.captures_[i].is == type::integer && !behind.empty() && is_digit(behind.front()))
      return "{" + out.captures_[i].name + "} and the digit behind it can't be told apart";
  }
  return std::nullopt;
}

std::optional<std::string> name_template::take(std::string_view place) {
  const auto colon = place.find(':');
  const auto name = place.substr(0, colon);
  const auto is = colon == place.npos ? std::string_view("str") : place.substr(colon + 1);
  if (!is_name(name)) return "a place's name is made of letters, digits and _: {" + std::string(place) + "}";
  if (find(name)) return "has {" + std::string(name) + "} twice";
  if (is != "int" && is != "uuid" && is != "str")
    return "a place is {name:int}, {name:uuid} or {name:str}, not {" + std::string(place) + "}";
  captures_.push_back({std::string(name), is == "int"    ? type::integer
                                          : is == "uuid" ? type::uuid
                                                         : type::text});
  literals_.emplace_back();
  return std::nullopt;
}

std::optional<std::size_t> name_template::find(std::string_view capture) const noexcept {
  for (std::size_t i = 0; i < captures_.size(); ++i)
    if (captures_[i].name == capture) return i;
  return std::nullopt;
}

// ---- there and back

std::optional<complaint> name_template::fill(std::span<const model::value> values, std::string& out) const {
  const auto begin = out.size();
  std::vector<std::string> texts;
  out += literals_.front();
  for (std::size_t i = 0; i < captures_.size(); ++i) {
    const auto& [name, is] = captures_[i];
    const auto text = values[i].text();
    std::string written(text.value_or(std::string_view{}));
    switch (is) {
    case type::integer:
      if (const auto number = values[i].integer()) written = std::to_string(*number);
      if (!whole_number(written)) return complaint{name, "must be a whole number"};
      break;
    case type::uuid:
      written = lower_case(written);
      if (!is_uuid(written)) return complaint{name, "must be a UUID"};
      break;
    case type::text:
      if (written.empty()) return complaint{name, "must be a text, and not empty"};
      break;
    }
    out += written;
    out += literals_[i + 1];
    texts.push_back(std::move(written));
  }
  // What can't be read back would be somebody else's name.
  captured back;
  if (match(std::string_view(out).substr(begin), back) && std::equal(back.begin(), back.end(), texts.begin()))
    return std::nullopt;
  const auto apart = std::mismatch(back.begin(), back.end(), texts.begin(), texts.end()).second;
  const auto at = std::min<std::size_t>(static_cast<std::size_t>(apart - texts.begin()), texts.size() - 1);
  return complaint{captures_[at].name, "must not hold what stands behind it in " + written_};
}

/// How many bytes at the front of `rest` are the value at place `i`; `no_end` where none can be.
std::size_t name_template::end_of(std::size_t i, std::string_view rest) const noexcept {
  const auto& behind = literals_[i + 1];
  switch (captures_[i].is) {
  case type::uuid:
    return is_uuid(rest.substr(0, uuid_size)) ? uuid_size : no_end;
  case type::integer: {
    std::size_t n = rest.starts_with('-') ? 1 : 0;
    while (n < rest.size() && is_digit(rest[n]))
      ++n;
    return whole_number(rest.substr(0, n)) ? n : no_end;
  }
  case type::text:
    break;
  }
  const auto end = behind.empty() ? rest.size() : rest.find(behind);
  if (end == no_end || end == 0) return no_end;
  return path_ && rest.substr(0, end).find('/') != rest.npos ? no_end : end;
}

bool name_template::match(std::string_view name, captured& out) const {
  out.clear();
  if (!name.starts_with(literals_.front())) return false;
  name.remove_prefix(literals_.front().size());
  for (std::size_t i = 0; i < captures_.size(); ++i) {
    const auto size = end_of(i, name);
    if (size == no_end) return false;
    out.push_back(name.substr(0, size));
    name.remove_prefix(size);
    if (!name.starts_with(literals_[i + 1])) return false;
    name.remove_prefix(literals_[i + 1].size());
  }
  return name.empty();
}

void name_template::append(std::size_t i, std::string_view captured, std::string& out) const {
  if (captures_[i].is == type::integer)
    model::pack::integer(out, whole_number(captured).value_or(0));
  else
    model::pack::text(out, captured);
}

// ---- two of them

/// One byte out of a set, once or several times.
struct name_template::cell {
  std::bitset<256> bytes;
  bool again = false; ///< as often as it likes, also not at all
};

std::vector<name_template::cell> name_template::cells() const {
  std::vector<cell> out;
  const auto set = [](std::string_view of) {
    std::bitset<256> bytes;
    for (const unsigned char c : of)
      bytes.set(c);
    return bytes;
  };
  const auto literal = [&](const std::string& text) {
    for (const char c : text)
      out.push_back({set({&c, 1}), false});
  };
  literal(literals_.front());
  for (std::size_t i = 0; i < captures_.size(); ++i) {
    auto any = ~std::bitset<256>{};
    if (path_) any.reset('/');
    switch (captures_[i].is) {
    case type::integer:
      out.push_back({set("-0123456789"), false});
      out.push_back({set("0123456789"), true});
      break;
    case type::uuid:
      for (std::size_t k = 0; k < uuid_size; ++k)
        out.push_back({is_dash(k) ? set("-") : set("0123456789abcdef"), false});
      break;
    case type::text:
      out.push_back({any, false});
      out.push_back({any, true});
      break;
    }
    literal(literals_[i + 1]);
  }
  return out;
}

bool name_template::overlaps(const name_template& other) const {
  const auto mine = cells(), its = other.cells();
  std::set<std::pair<std::size_t, std::size_t>> seen;
  std::vector<std::pair<std::size_t, std::size_t>> open{{0, 0}};
  const auto visit = [&](std::size_t a, std::size_t b) {
    if (seen.insert({a, b}).second) open.emplace_back(a, b);
  };
  while (!open.empty()) {
    const auto [a, b] = open.back();
    open.pop_back();
    if (a == mine.size() && b == its.size()) return true;
    if (a < mine.size() && mine[a].again) visit(a + 1, b);
    if (b < its.size() && its[b].again) visit(a, b + 1);
    if (a == mine.size() || b == its.size() || (mine[a].bytes & its[b].bytes).none()) continue;
    visit(a + !mine[a].again, b + !its[b].again);
  }
  return false;
}

} // namespace snug::profile
