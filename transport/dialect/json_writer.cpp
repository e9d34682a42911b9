#include "transport/dialect/json_writer.hpp"
#include "actors/model/token.hpp"
#include "transport/dialect/base64.hpp"
#include <array>
#include <bit>
#include <charconv>
#include <cmath>

namespace snug::dialect {

namespace {

using what = model::token::what;

/// The letter behind the backslash where JSON has one.
constexpr char short_escape(char c) noexcept {
  switch (c) {
  case '"':
    return '"';
  case '\\':
    return '\\';
  case '\b':
    return 'b';
  case '\f':
    return 'f';
  case '\n':
    return 'n';
  case '\r':
    return 'r';
  case '\t':
    return 't';
  default:
    return 0;
  }
}

constexpr bool plain_char(char c) noexcept {
  return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\';
}

void append_escape(std::string& out, char c) {
  constexpr std::string_view digits = "0123456789abcdef";
  out.push_back('\\');
  if (const char letter = short_escape(c)) return out.push_back(letter);
  out.append("u00");
  out.push_back(digits[static_cast<unsigned char>(c) >> 4]);
  out.push_back(digits[c & 15]);
}

template <class Integer> void append_integer(std::string& out, Integer v) {
  char digits[24];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, v).ptr);
}

/// Walks a whole MessagePack value, keeping count of its open containers, and writes what it meets.
class msgpack_source {
public:
  msgpack_source(std::string_view whole, json_writer& to) noexcept
    : rest_(whole)
    , to_(to) {}

  void write() {
    do
      one();
    while (depth_ > 0);
  }

private:
  struct container {
    std::uint64_t left = 0; ///< values still to come, keys included
    bool is_map = false;
    [[nodiscard]] bool key_is_next() const noexcept { return is_map && left % 2 == 0; }
  };

  void one() {
    const auto t = model::read_token(rest_);
    const bool begins = t.is == what::array || t.is == what::map;
    const bool is_key = depth_ > 0 && open_[depth_ - 1].key_is_next();
    if (is_key && t.is != what::text)
      instead(R"("")");
    else if (begins && depth_ == open_.size())
      instead("null");
    else if (begins)
      return open(t);
    else
      scalar(t);
    finish();
  }

  /// Writes `json` in the place of the next value.
  void instead(std::string_view json) {
    to_.plain(json);
    rest_.remove_prefix(model::skip_value(rest_).value_or(rest_.size()));
  }

  void open(const model::token& t) {
    to_.plain(t.is == what::map ? "{" : "[");
    rest_.remove_prefix(t.head);
    open_[depth_++] = {t.inner(), t.is == what::map};
    if (t.n == 0) close();
  }

  void close() {
    to_.plain(open_[--depth_].is_map ? "}" : "]");
    finish();
  }

  /// A value ended: say what comes behind it.
  void finish() {
    if (depth_ == 0) return;
    auto& inner = open_[depth_ - 1];
    if (--inner.left == 0) return close();
    to_.plain(inner.is_map && !inner.key_is_next() ? ":" : ",");
  }

  void scalar(const model::token& t) {
    const auto raw = rest_.substr(0, static_cast<std::size_t>(t.own_size()));
    const auto content = raw.substr(t.head);
    rest_.remove_prefix(raw.size());
    switch (t.is) {
    case what::boolean:
      to_.plain(t.n == 1 ? "true" : "false");
      break;
    case what::uint:
      to_.uint(t.n);
      break;
    case what::negative:
      to_.integer(static_cast<std::int64_t>(t.n));
      break;
    case what::real:
      to_.number(std::bit_cast<double>(t.n));
      break;
    case what::text:
      to_.text(content);
      break;
    case what::bytes:
      to_.bytes(content);
      break;
    default:
      to_.plain("null");
    }
  }

  std::string_view rest_;
  json_writer& to_;
  std::size_t depth_ = 0;
  std::array<container, json_writer::max_nesting> open_;
};

} // namespace

json_writer& json_writer::uint(std::uint64_t v) {
  append_integer(out_, v);
  return *this;
}

json_writer& json_writer::integer(std::int64_t v) {
  append_integer(out_, v);
  return *this;
}

json_writer& json_writer::number(double v) {
  if (!std::isfinite(v)) return plain("null");
  char digits[32];
  const std::string_view written(digits, std::to_chars(digits, digits + sizeof digits, v).ptr);
  out_.append(written);
  if (written.find_first_of(".e") == std::string_view::npos) out_.append(".0");
  return *this;
}

json_writer& json_writer::text(std::string_view v) {
  out_.push_back('"');
  std::size_t begin = 0;
  for (std::size_t i = 0; i < v.size(); ++i) {
    if (plain_char(v[i])) continue;
    out_.append(v, begin, i - begin);
    append_escape(out_, v[i]);
    begin = i + 1;
  }
  out_.append(v, begin);
  out_.push_back('"');
  return *this;
}

json_writer& json_writer::bytes(std::string_view v) {
  if (attachments_) {
    plain(R"({"_placeholder":true,"num":)").uint(attachments_->size());
    attachments_->push_back(v);
    return plain("}");
  }
  out_.append(R"({"$bin":")");
  append_base64(out_, v);
  out_.append(R"("})");
  return *this;
}

json_writer& json_writer::value(std::string_view msgpack) {
  if (!model::skip_value(msgpack)) return plain("null");
  msgpack_source(msgpack, *this).write();
  return *this;
}

} // namespace snug::dialect
