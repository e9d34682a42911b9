#pragma once
#include "actors/model/command_table.hpp"
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace snug::transport::http {

/// Below it lies what the command tables say.
inline constexpr std::string_view api_root = "/api/v1";

/// Adds a method to those that a path has, once: "GET, HEAD, POST". What has GET has HEAD.
void allow_also(std::string& allow, std::string_view method);

/// Which command a method and a path ask for, as the command tables say: a table row's path stands below
/// `api_root`, a segment `{room}` is the room, any other `{name}` the field of that name. Built once; const;
/// any thread.
class route_table {
public:
  /// One row with a path; `verb` is the command's number in the registry.
  struct row {
    std::string_view method;
    std::string_view path;
    std::uint16_t verb = 0;
  };
  explicit route_table(const std::vector<row>& rows);
  /// Of every command in the registry that has a path, and of what is asked over HTTP alone.
  [[nodiscard]] static route_table of_commands();

  struct match {
    enum class what : std::uint8_t { found, no_path, no_method, bad_escape } came = what::no_path;
    std::uint16_t verb = 0;
    std::vector<std::pair<std::string_view, std::string>> captured; ///< name in the path and decoded segment
    std::string allow; ///< the methods that the path has, for `no_method` and for OPTIONS
  };
  /// `path` as it came, below `api_root` and beginning with a slash. HEAD finds what GET does. Where several
  /// rows fit, the one with fewer braces is meant.
  [[nodiscard]] match find(std::string_view method, std::string_view path) const;

private:
  struct place {
    std::vector<std::string_view> segments;
    std::size_t braces = 0;
    std::map<std::string_view, std::uint16_t> verbs; ///< by method
  };
  [[nodiscard]] static bool fits(const place& p, const std::vector<std::string_view>& segments) noexcept;

  std::vector<place> places_; ///< those with fewer braces first
};

} // namespace snug::transport::http
