#include "config/shipped_kinds.hpp"

namespace snug::config {

namespace {

constexpr std::uint64_t day = 24ull * 3'600 * 1'000;
constexpr std::uint64_t mib = 1ull << 20;

/// Two people, a few more at most: everything is listed, everything is kept.
kind_options direct() {
  kind_options kind;
  kind.makers = "nobody"; // room.direct makes them
  kind.max_members = 2;
  kind.visitor_role = "viewer";
  kind.max_present = 16;
  kind.presence_list = 16;
  return kind;
}

/// One teacher, many readers, read again months later.
kind_options course() {
  kind_options kind;
  kind.history = {1'000'000, 512 * mib, 0};
  kind.visitor_role = "viewer";
  kind.max_text = 65'536;
  kind.free_events = false;
  return kind;
}

/// A lesson while it happens: seats are few, radios are bad, nobody reads it next year.
kind_options lesson() {
  kind_options kind;
  kind.history = {100'000, 64 * mib, 180 * day};
  kind.visitor_role = "viewer";
  kind.max_present = 500;
  kind.auto_join = false; // one is in a lesson when one goes there
  kind.presence_grace_ms = 15'000;
  kind.max_retained = 256;
  return kind;
}

/// A team's long memory.
kind_options workspace() {
  kind_options kind;
  kind.history = {1'000'000, 1'024 * mib, 0};
  kind.visitor_role = "viewer";
  kind.max_present = 2'000;
  kind.max_text = 65'536;
  return kind;
}

/// Pair programming: long texts, a cursor per editor, a hand that rests often.
kind_options code() {
  kind_options kind;
  kind.history = {20'000, 64 * mib, 0};
  kind.max_present = 100;
  kind.auto_join = false;
  kind.typing_ms = 3'000;
  kind.max_text = 262'144;
  kind.max_retained = 512;
  return kind;
}

/// A board many look at and some change.
kind_options project() {
  kind_options kind;
  kind.history = {500'000, 256 * mib, 0};
  kind.visitor_role = "viewer";
  kind.max_present = 500;
  kind.max_text = 65'536;
  kind.max_retained = 256;
  return kind;
}

/// One user's own room: the server writes, the user's devices read.
kind_options inbox() {
  kind_options kind;
  kind.makers = "nobody"; // each user has one, made when it is needed
  kind.max_members = 1;
  kind.history = {10'000, 16 * mib, 90 * day};
  kind.visitor_role = "viewer";
  kind.max_present = 1;
  kind.presence_list = 1;
  kind.max_retained = 0;
  kind.free_events = false;
  return kind;
}

/// The room `everyone`: back ends write, everybody reads.
kind_options announcements() {
  kind_options kind;
  kind.makers = "nobody";
  kind.access = "public";
  kind.visitor_role = "viewer";
  kind.history = {10'000, 16 * mib, 90 * day};
  kind.max_present = 1'000'000;
  kind.max_retained = 0;
  kind.free_events = false;
  kind.facets = {"chat_log", "marks"}; // who is online in all of the server is nobody's business
  return kind;
}

} // namespace

std::map<std::string, kind_options> shipped_kinds() {
  return {
      {"direct", direct()},   {"group", kind_options{}},  {"course", course()},
      {"class", lesson()},    {"workspace", workspace()}, {"code", code()},
      {"project", project()}, {"inbox", inbox()},         {"announcements", announcements()},
  };
}

options default_options() {
  options out;
  out.kinds = shipped_kinds();
  return out;
}

} // namespace snug::config
