#include "actors/yjs/update_reader.hpp"
#include "actors/yjs/json_text.hpp"

namespace snug::yjs {

namespace {

constexpr std::uint8_t any_object = 118;
constexpr std::uint64_t last_type = 6;
constexpr std::uint64_t xml_element = 3;
constexpr std::uint64_t xml_hook = 5;

} // namespace

update_reader::update_reader(std::string_view update, bool with_skips)
  : in_(update)
  , with_skips_(with_skips)
  , groups_(in_.uint()) {}

const piece* update_reader::next() {
  do {
    while (left_ == 0)
      if (!enter_group()) return nullptr;
    --left_;
    read_piece();
    if (!in_.sound()) return nullptr;
    at_.clock = now_.end();
  } while (now_.kind() == content::skip && !with_skips_);
  return &now_;
}

bool update_reader::enter_group() {
  if (groups_ == 0 || !in_.sound()) return false;
  --groups_;
  left_ = in_.uint();
  at_.client = in_.uint();
  at_.clock = in_.uint();
  return in_.sound();
}

void update_reader::read_piece() {
  now_ = {};
  now_.at = at_;
  now_.info = in_.byte();
  if (now_.kind() == content::gc) {
    now_.info = 0; // flags say nothing about it
    now_.length = in_.uint();
  } else if (now_.info == static_cast<std::uint8_t>(content::skip)) {
    now_.length = in_.uint();
  } else {
    read_item();
  }
  if (!in_.sound()) return;
  if (now_.length == 0) return in_.fail("a struct of no length");
  if (now_.length > largest_integer - at_.clock) in_.fail("a struct beyond the last clock");
}

void update_reader::read_item() {
  if (now_.info & piece::has_origin) now_.origin = {in_.uint(), in_.uint()};
  if (now_.info & piece::has_right_origin) now_.right_origin = {in_.uint(), in_.uint()};
  if (now_.info & (piece::has_origin | piece::has_right_origin)) {
    // Encoders that know the key set the bit though no key follows.
    now_.info &= static_cast<std::uint8_t>(~piece::has_key);
    return read_content();
  }
  const auto before = in_.rest();
  switch (in_.uint()) {
  case 0:
    in_.uint();
    in_.uint();
    break;
  case 1:
    in_.text();
    break;
  default:
    in_.fail("a parent of no known kind");
  }
  if (now_.info & piece::has_key) in_.text();
  if (in_.sound()) now_.parent = in_.since(before);
  read_content();
}

void update_reader::read_content() {
  const auto kind = now_.kind();
  now_.length = 1;
  if (kind == content::deleted || kind == content::json || kind == content::any) now_.length = in_.uint();
  if (kind == content::text) {
    now_.body = in_.text();
    now_.length = utf16_length(now_.body);
    return;
  }
  const auto before = in_.rest();
  switch (kind) {
  case content::deleted:
    break;
  case content::json:
    for (auto left = now_.length; left > 0 && in_.sound(); --left)
      if (const auto text = in_.text(); in_.sound() && text != "undefined" && !is_json(text))
        in_.fail("a text that isn't JSON");
    break;
  case content::binary:
    in_.buffer();
    break;
  case content::embed:
    in_.json();
    break;
  case content::format:
    in_.text();
    in_.json();
    break;
  case content::type: {
    const auto type = in_.uint();
    if (type > last_type) in_.fail("a type that isn't known");
    if (type == xml_element || type == xml_hook) in_.text();
    break;
  }
  case content::any:
    for (auto left = now_.length; left > 0 && in_.sound(); --left)
      in_.skip_any();
    break;
  case content::document:
    in_.text();
    // Clients take fields out of it without looking whether it is an object.
    if (in_.rest().empty() || static_cast<std::uint8_t>(in_.rest()[0]) != any_object)
      in_.fail("a document without options");
    in_.skip_any();
    break;
  default:
    in_.fail("content of no known kind");
  }
  if (in_.sound()) now_.body = in_.since(before);
}

void update_reader::end_here() {
  if (in_.sound() && !in_.done()) in_.fail("bytes behind its end");
}

void update_reader::deletes(delete_set& into) {
  read_deletes(in_, into);
  end_here();
}

std::uint64_t update_reader::count_of_deletes() {
  const auto n = count_deletes(in_);
  end_here();
  return n;
}

} // namespace snug::yjs
