#include "tests/yjs/vector_file.hpp"
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <rapidjson/document.h>
#include <stdexcept>

namespace snug::test {

namespace {

std::string from_base64(std::string_view text) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  std::uint32_t bits = 0;
  int have = 0;
  for (const char c : text) {
    if (c == '=') break;
    const auto six = alphabet.find(c);
    if (six == std::string_view::npos) throw std::runtime_error("not base64");
    bits = bits << 6 | static_cast<std::uint32_t>(six);
    if ((have += 6) < 8) continue;
    have -= 8;
    out.push_back(static_cast<char>(bits >> have & 0xff));
  }
  return out;
}

std::string text_of(const rapidjson::Value& v) { return {v.GetString(), v.GetStringLength()}; }
std::string binary(const rapidjson::Value& v) { return from_base64(text_of(v)); }

yjs_vector read_vector(const rapidjson::Value& v, const std::string& family) {
  yjs_vector out;
  out.name = family + "/" + text_of(v["name"]);
  for (const auto& each : v["updates"].GetArray())
    out.updates.push_back(binary(each));
  out.merged = binary(v["merged"]);
  out.state_vector = binary(v["stateVector"]);
  out.diffs.emplace_back(binary(v["partialStateVector"]), binary(v["diff"]));
  if (v.HasMember("more"))
    for (const auto& each : v["more"].GetArray())
      out.diffs.emplace_back(binary(each["sv"]), binary(each["diff"]));
  const auto peer = [&](const rapidjson::Value& p) {
    out.peers.push_back({p["have"].GetUint(), binary(p["sv"]), binary(p["diff"])});
  };
  if (v.HasMember("peers"))
    for (const auto& each : v["peers"].GetArray())
      peer(each);
  else if (v.HasMember("peer") && v["peer"].IsObject())
    peer(v["peer"]);
  out.document_state = binary(v["docStateVector"]);
  out.document_update = binary(v["docUpdate"]);
  out.ambiguous = v.HasMember("ambiguous") && v["ambiguous"].IsTrue();
  out.pending = v.HasMember("pending") && v["pending"].IsTrue();
  for (const auto& root : v["final"].GetObject())
    if (root.value.IsObject() && root.value.HasMember("$text"))
      out.texts.emplace_back(text_of(root.name), text_of(root.value["$text"]));
  return out;
}

void read_file(const std::filesystem::path& path, std::vector<yjs_vector>& out) {
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  rapidjson::Document all;
  if (all.Parse(text.data(), text.size()).HasParseError())
    throw std::runtime_error(path.string() + ": not JSON");
  for (const auto& each : all["vectors"].GetArray())
    out.push_back(read_vector(each, text_of(all["family"])));
}

std::vector<yjs_vector> read_all() {
  const char* given = std::getenv("SNUG_YJS_VECTORS");
  std::vector<std::filesystem::path> files;
  for (const auto& each :
       std::filesystem::directory_iterator(given ? given : SNUG_SOURCE_DIR "/tests/vectors/yjs"))
    if (each.path().extension() == ".json") files.push_back(each.path());
  std::ranges::sort(files);
  std::vector<yjs_vector> out;
  for (const auto& each : files)
    read_file(each, out);
  return out;
}

} // namespace

const std::vector<yjs_vector>& yjs_vectors() {
  static const auto all = read_all();
  return all;
}

} // namespace snug::test
