#include "clients/console/terminal_display.hpp"
#include "clients/console/connect_options.hpp"
#include "clients/console/plain_display.hpp"
#include "clients/console/safe_text.hpp"
#include <algorithm>

namespace snug::console {
namespace {

constexpr std::string_view plain;
constexpr std::string_view dim = "\x1b[2m";
constexpr std::string_view red = "\x1b[31m";
constexpr std::string_view yellow = "\x1b[33m";
constexpr std::string_view reset = "\x1b[0m";
constexpr std::size_t most_pending = 5;
constexpr std::string_view prompt = "> ";

std::string styled(std::string_view style, std::string_view text) {
  if (style.empty()) return std::string(text);
  return std::string(style).append(text).append(reset);
}

bool shown(const told_event& event) {
  return event.offset != 0 || !(event.name.starts_with("presence.") || event.name.starts_with("typing."));
}

} // namespace

terminal_display::terminal_display(const terminal& on, const line_editor& editor, std::string room)
  : terminal_(on)
  , editor_(editor)
  , room_(std::move(room)) {}

terminal_display::~terminal_display() {
  std::string out = "\r";
  if (rows_ > 1) out += "\x1b[" + std::to_string(rows_ - 1) + "A";
  terminal_.write(out + "\x1b[J" + above_);
}

void terminal_display::print(std::string_view style, const std::string& line) {
  above_ += styled(style, line) + "\r\n";
}

void terminal_display::event(const told_event& event, bool past) {
  if (shown(event)) return print(past ? dim : plain, message_text(event));
  const auto names = enumerate(names_in(model::value(event.data).find("users")));
  if (event.name == "presence.joined") print(dim, "-- " + names + " came in");
  if (event.name == "presence.left") print(dim, "-- " + names + " left");
}

void terminal_display::state(const client::session_state& state) {
  state_ = state_text(state);
  connected_ = state.now == client::phase::ready;
  if (state.now == client::phase::closed) print(red, "-- " + state_);
}

void terminal_display::joined(const std::string& room, bool again, std::uint64_t missed,
                              const std::optional<model::gap>& gap) {
  print(gap ? yellow : dim, "-- " + joined_text(room, again, missed, gap));
}

// The message itself comes back as an event, with its time; until then it stands in the foot.
void terminal_display::acknowledged(const pending_message&, const std::string&) {}

void terminal_display::refused(const pending_message& message, const model::failure& why) {
  print(red, "-- not sent: " + safe_text(message.text) + " – " + describe(why));
}

void terminal_display::notice(const std::string& text) { print(dim, "-- " + text); }

void terminal_display::typing(const std::vector<std::string>& names) { typing_ = names; }

void terminal_display::pending(const std::vector<pending_message>& messages) { pending_ = messages; }

std::vector<std::string> terminal_display::foot(std::size_t columns) const {
  std::vector<std::string> lines;
  const auto add = [&](std::string_view style, const std::string& text) {
    lines.push_back(styled(style, fit(text, columns)));
  };
  const auto shown_pending = std::min(pending_.size(), most_pending);
  for (std::size_t i = 0; i < shown_pending; ++i)
    add(dim, "… " + safe_text(pending_[i].text));
  if (pending_.size() > shown_pending)
    add(dim, "… and " + std::to_string(pending_.size() - shown_pending) + " more");
  auto status = room_ + " · " + state_;
  if (!typing_.empty())
    status += " · " + enumerate(typing_) + (typing_.size() == 1 ? " is typing…" : " are typing…");
  add(connected_ ? dim : yellow, status);
  return lines;
}

std::string terminal_display::input_line(std::size_t columns, std::size_t& cursor_column) const {
  // One row, scrolled sideways so that the cursor stays in sight.
  const auto room = columns > prompt.size() + 2 ? columns - prompt.size() - 1 : 1;
  std::string_view text = editor_.text();
  auto before = text.substr(0, editor_.cursor());
  while (columns_of(before) >= room) {
    const auto bytes = first_character(before).bytes;
    before.remove_prefix(bytes);
    text.remove_prefix(bytes);
  }
  cursor_column = prompt.size() + columns_of(before);
  return std::string(prompt).append(fit(text, room));
}

void terminal_display::draw() {
  const auto columns = terminal_.columns();
  std::string out = "\x1b[?25l\r";
  if (rows_ > 1) out += "\x1b[" + std::to_string(rows_ - 1) + "A";
  out += "\x1b[J" + above_;
  above_.clear();
  // The last column stays empty: terminals differ in when they wrap.
  const auto lines = foot(columns - 1);
  for (const auto& line : lines)
    out += line + "\r\n";
  std::size_t column = 0;
  out += input_line(columns - 1, column) + "\r";
  if (column > 0) out += "\x1b[" + std::to_string(column) + "C";
  rows_ = lines.size() + 1;
  terminal_.write(out + "\x1b[?25h");
}

void terminal_display::draw_anew() {
  // Where the foot stands now depends on how the terminal re-wrapped it; what is on the cursor's line and
  // below can be taken away for certain.
  rows_ = std::min<std::size_t>(rows_, 2);
  draw();
}

} // namespace snug::console
