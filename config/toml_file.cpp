#include "config/toml_file.hpp"
#include <algorithm>
#include <array>
#include <fstream>
#include <toml++/toml.h>

namespace snug::config {

namespace {

class flattening {
public:
  flattening(std::string file, std::vector<given>& out)
    : file_(std::move(file))
    , out_(out) {}

  void table(const toml::table& table) {
    for (const auto& [key, node] : table) {
      path_.emplace_back(key.str());
      visit(node);
      path_.pop_back();
    }
  }

private:
  void visit(const toml::node& node) {
    if (const auto* inner = node.as_table()) {
      emit(node, table_begins{});
      return table(*inner);
    }
    if (const auto* array = node.as_array()) return visit_array(*array);
    emit(node, scalar(node));
  }

  void visit_array(const toml::array& array) {
    if (array.empty() || !array.is_homogeneous<toml::table>()) return emit(array, list(array));
    for (std::size_t i = 0; i < array.size(); ++i) {
      path_.push_back(std::to_string(i));
      visit(array[i]);
      path_.pop_back();
    }
  }

  static value scalar(const toml::node& node) {
    if (const auto* flag = node.as_boolean()) return flag->get();
    if (const auto* number = node.as_integer()) return number->get();
    if (const auto* real = node.as_floating_point()) return real->get();
    if (const auto* text = node.as_string()) return text->get();
    return unusable{"a date or time"};
  }

  static value list(const toml::array& array) {
    std::vector<std::string> out;
    for (const auto& each : array) {
      const auto* text = each.as_string();
      if (!text) return unusable{"a list with something else than text"};
      out.push_back(text->get());
    }
    return out;
  }

  void emit(const toml::node& node, value value) {
    const auto line = node.source().begin.line;
    out_.push_back({path_, std::move(value), file_ + ":" + std::to_string(line), line});
  }

  std::string file_;
  std::vector<given>& out_;
  std::vector<std::string> path_;
};

} // namespace

file_contents parse_toml(std::string_view text, const std::string& file) {
  file_contents out;
  try {
    const auto root = toml::parse(text, file);
    flattening{file, out.values}.table(root);
    // toml++ sorts by name; people read complaints from the top of the file.
    std::stable_sort(out.values.begin(), out.values.end(), [](auto& a, auto& b) { return a.line < b.line; });
  } catch (const toml::parse_error& error) {
    const auto line = std::to_string(error.source().begin.line);
    out.values.clear();
    out.complaints.push_back({file + ":" + line, "", std::string{error.description()}});
  }
  return out;
}

file_contents read_toml(const std::string& file) {
  std::ifstream in{file, std::ios::binary};
  std::string text;
  std::array<char, 4096> piece;
  while (in.read(piece.data(), piece.size()) || in.gcount() > 0)
    text.append(piece.data(), static_cast<std::size_t>(in.gcount()));
  // A directory opens like a file and only goes bad when read.
  if (!in.eof() || in.bad()) return {{}, {{file, "", "cannot be read"}}};
  return parse_toml(text, file);
}

} // namespace snug::config
