#include "clients/console/line_editor.hpp"
#include "clients/console/safe_text.hpp"
#include <utility>

namespace snug::console {

std::size_t line_editor::behind(std::size_t at) const {
  if (at >= text_.size()) return text_.size();
  at += first_character(std::string_view(text_).substr(at)).bytes;
  while (at < text_.size()) {
    const auto mark = first_character(std::string_view(text_).substr(at));
    if (columns_of(mark.code) != 0) break;
    at += mark.bytes;
  }
  return at;
}

std::size_t line_editor::before(std::size_t at) const {
  std::size_t last = 0;
  for (std::size_t i = 0; i < at; i = behind(i))
    last = i;
  return last;
}

void line_editor::insert(std::string_view text) {
  if (text_.size() + text.size() > max_bytes) return;
  text_.insert(cursor_, text);
  cursor_ += text.size();
}

void line_editor::backspace() {
  const auto from = before(cursor_);
  text_.erase(from, cursor_ - from);
  cursor_ = from;
}

void line_editor::erase() { text_.erase(cursor_, behind(cursor_) - cursor_); }

void line_editor::erase_word() {
  const auto end = cursor_;
  word_left();
  text_.erase(cursor_, end - cursor_);
}

void line_editor::erase_to_start() {
  text_.erase(0, cursor_);
  cursor_ = 0;
}

void line_editor::erase_to_end() { text_.erase(cursor_); }

void line_editor::left() { cursor_ = before(cursor_); }

void line_editor::right() { cursor_ = behind(cursor_); }

void line_editor::word_left() {
  while (cursor_ > 0 && text_[cursor_ - 1] == ' ')
    --cursor_;
  while (cursor_ > 0 && text_[cursor_ - 1] != ' ')
    --cursor_;
}

void line_editor::word_right() {
  while (cursor_ < text_.size() && text_[cursor_] == ' ')
    ++cursor_;
  while (cursor_ < text_.size() && text_[cursor_] != ' ')
    ++cursor_;
}

void line_editor::show(std::size_t line) {
  if (shown_ == lines_.size()) draft_ = text_;
  shown_ = line;
  text_ = line == lines_.size() ? draft_ : lines_[line];
  end();
}

void line_editor::older() {
  if (shown_ > 0) show(shown_ - 1);
}

void line_editor::newer() {
  if (shown_ < lines_.size()) show(shown_ + 1);
}

std::string line_editor::take() {
  if (!text_.empty() && (lines_.empty() || lines_.back() != text_)) lines_.push_back(text_);
  if (lines_.size() > max_lines) lines_.erase(lines_.begin());
  auto line = std::exchange(text_, {});
  clear();
  return line;
}

void line_editor::clear() {
  text_.clear();
  draft_.clear();
  cursor_ = 0;
  shown_ = lines_.size();
}

} // namespace snug::console
