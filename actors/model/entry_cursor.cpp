#include "actors/model/entry_cursor.hpp"
#include "actors/model/token.hpp"

namespace snug::model {

entry_cursor::entry_cursor(value map) noexcept {
  const auto t = read_token(map.raw());
  if (t.is != token::what::map) return;
  rest_ = map.raw().substr(t.head);
  left_ = t.n;
}

bool entry_cursor::next() noexcept {
  if (left_ == 0) return false;
  --left_;
  const auto key_length = skip_value(rest_);
  if (!key_length) return false;
  const auto key = value{rest_.substr(0, *key_length)}.text();
  rest_.remove_prefix(*key_length);
  const auto length = skip_value(rest_);
  if (!key || !length) return false;
  key_ = *key;
  content_ = value{rest_.substr(0, *length)};
  rest_.remove_prefix(*length);
  return true;
}

} // namespace snug::model
