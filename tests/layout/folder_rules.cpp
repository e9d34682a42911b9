#include "folder_rules.hpp"
#include <algorithm>

namespace snug::layout {

namespace {

constexpr std::string_view anything = "*";

struct library {
  std::string_view name;
  std::vector<std::string_view> headers; ///< how its includes begin
};

/// Every header in angle brackets that is neither here nor plain C, C++ or POSIX is a library nobody allowed.
const std::vector<library>& libraries() {
  static const std::vector<library> all{
      {"caf", {"caf/"}},
      {"cli11", {"CLI/"}},
      {"json", {"rapidjson/"}},
      {"libsodium", {"sodium.h", "sodium/"}},
      {"libuv", {"uv.h", "uv/"}},
      {"libwebsockets", {"libwebsockets.h", "libwebsockets/"}},
      {"lmdb", {"lmdb.h"}},
      {"msgpack", {"msgpack.h", "msgpack/"}},
      {"openssl", {"openssl/"}},
      {"prometheus", {"prometheus/"}},
      {"spdlog", {"spdlog/", "fmt/"}},
      {"toml++", {"toml++/"}},
      {"zlib", {"zlib.h"}},
  };
  return all;
}

/// Plain C, C++ and POSIX: everybody may use them.
bool belongs_to_the_system(std::string_view header) {
  static const std::vector<std::string_view> posix{
      "arpa/inet.h", "dirent.h", "dlfcn.h",   "fcntl.h",  "grp.h",     "linux/",   "malloc.h", "netdb.h",
      "netinet/",    "poll.h",   "pthread.h", "pwd.h",    "sched.h",   "signal.h", "spawn.h",  "cxxabi.h",
      "stdlib.h",    "string.h", "sys/",      "syslog.h", "termios.h", "time.h",   "unistd.h", "sanitizer/",
  };
  if (header.find_first_of("./") == std::string_view::npos) return true;
  return std::ranges::any_of(posix, [&](auto prefix) { return header.starts_with(prefix); });
}

bool allows(const std::vector<std::string_view>& list, std::string_view name) {
  return std::ranges::any_of(list, [&](auto each) { return each == anything || each == name; });
}

/// What is wrong with a quoted include; "" if nothing.
std::string judge_ours(const folder_rule& rule, const std::string& target) {
  const auto box = box_of(target);
  if (box.empty()) return "\"" + target + "\" does not begin at the root, or is in no folder of the table";
  if (box == rule.folder || allows(rule.may_include, box)) return {};
  return std::string{rule.folder} + " may not include " + std::string{box} + " (\"" + target + "\")";
}

/// What is wrong with an include in angle brackets; "" if nothing.
std::string judge_library(const folder_rule& rule, const std::string& target) {
  if (belongs_to_the_system(target)) return {};
  for (const auto& library : libraries()) {
    const auto begins = [&](auto prefix) { return target.starts_with(prefix); };
    if (std::ranges::none_of(library.headers, begins)) continue;
    if (allows(rule.may_use, library.name)) return {};
    return std::string{rule.folder} + " may not use " + std::string{library.name} + " (<" + target + ">)";
  }
  return "<" + target + "> is of no library of the table";
}

} // namespace

const std::vector<folder_rule>& folder_rules() {
  static const std::vector<folder_rule> rules{
      // folder              may include                                                    may use
      {"config", {}, {"toml++", "cli11", "spdlog", "prometheus"}},
      {"actors/model", {}, {"msgpack"}},
      {"actors/yjs", {"actors/model"}, {}},
      {"actors/facets", {"actors/model", "actors/yjs"}, {}},
      {"actors/ports", {"actors/model"}, {}},
      {"actors/loop", {}, {"caf"}},
      {"actors",
       {"actors/model", "actors/facets", "actors/ports", "actors/loop", "store/ports", "config"},
       {"caf"}},
      {"store/ports", {"actors/model"}, {}},
      {"store", {"store/ports", "actors/model", "actors/facets", "config"}, {"lmdb", "msgpack", "zlib"}},
      {"transport/dialect", {"actors/model", "actors/yjs"}, {"msgpack", "json"}},
      {"transport/profile", {"transport/dialect", "actors/facets", "actors/model", "config"}, {}},
      // JSON: the claims of a token and the bodies of the HTTP API are nothing a dialect speaks.
      {"transport",
       {"transport/dialect", "transport/profile", "actors", "actors/model", "actors/facets", "actors/ports",
        "actors/loop", "store/ports", "config"},
       {"caf", "libuv", "libwebsockets", "openssl", "libsodium", "json"}},
      {"transport/server", {anything}, {anything}},
      {"clients", {"actors/model", "actors/loop", "clients"}, {"caf", "libuv", "libwebsockets", "msgpack"}},
      // JSON to print and to read what is published, OpenSSL to sign tokens.
      {"clients/console", {"actors/model", "clients"}, {"cli11", "json", "openssl"}},
      // What it is told on the command line and in files, what it reports.
      {"clients/load",
       {"actors/loop", "clients/load/wire", "clients/load/protocol", "clients/load/measure",
        "clients/load/verify"},
       {"caf", "cli11", "toml++", "json"}},
      {"clients/load/wire", {}, {}},
      {"clients/load/measure", {}, {}},
      {"clients/load/protocol", {"actors/model"}, {"libsodium"}},
      {"clients/load/verify", {"clients/load/protocol"}, {}},
  };
  return rules;
}

const folder_rule* rule_for(std::string_view path) {
  const folder_rule* best = nullptr;
  for (const auto& each : folder_rules()) {
    const bool inside = path.starts_with(each.folder) && path.substr(each.folder.size()).starts_with("/");
    if (inside && (!best || each.folder.size() > best->folder.size())) best = &each;
  }
  return best;
}

std::string_view box_of(std::string_view path) {
  const auto* rule = rule_for(path);
  return rule ? rule->folder : std::string_view{};
}

std::vector<std::string> violations(const std::vector<source_file>& sources) {
  std::vector<std::string> out;
  for (const auto& source : sources) {
    const auto* rule = rule_for(source.path);
    if (!rule) {
      out.push_back(source.path + ": no folder of the table holds this file");
      continue;
    }
    for (const auto& inclusion : inclusions_of(source)) {
      const auto wrong =
          inclusion.ours ? judge_ours(*rule, inclusion.target) : judge_library(*rule, inclusion.target);
      if (!wrong.empty()) out.push_back(source.path + ":" + std::to_string(inclusion.line) + ": " + wrong);
    }
  }
  return out;
}

} // namespace snug::layout
