#include "clients/console/token.hpp"
#include "clients/console/base64.hpp"
#include "clients/console/json_text.hpp"
#include <algorithm>
#include <ctime>
#include <iostream>
#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace snug::console {
namespace {

std::string hmac_sha256(const std::string& secret, const std::string& text) {
  unsigned char out[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), out, &size);
  return {reinterpret_cast<const char*>(out), size};
}

/// The claim `rooms`; a name may hold a `=` itself, a role doesn't.
std::string grants_of(const std::vector<std::string>& rooms) {
  std::string map = "{";
  for (const auto& room : rooms) {
    const auto equals = room.rfind('=');
    map += (map.size() > 1 ? "," : "") + quoted(room.substr(0, equals)) + ":" +
           quoted(equals == room.npos ? "" : room.substr(equals + 1));
  }
  return map + "}";
}

} // namespace

std::string mint(const token_options& options, std::int64_t now_s) {
  std::string claims = "{\"sub\":" + quoted(options.user);
  const auto add = [&](const char* key, const std::string& text) {
    if (!text.empty()) claims += ",\"" + std::string(key) + "\":" + quoted(text);
  };
  add("name", options.name);
  add("iss", options.issuer);
  add("aud", options.audience);
  add("avatar", options.avatar);
  if (options.admin) claims += ",\"admin\":true";
  if (!options.rooms.empty()) claims += ",\"rooms\":" + grants_of(options.rooms);
  claims += ",\"iat\":" + std::to_string(now_s);
  claims += ",\"exp\":" + std::to_string(now_s + static_cast<std::int64_t>(options.lasts_s)) + "}";
  const auto signed_part = base64url(R"({"alg":"HS256","typ":"JWT"})") + "." + base64url(claims);
  return signed_part + "." + base64url(hmac_sha256(options.secret, signed_part));
}

int token(const token_options& options) {
  if (options.secret.empty()) {
    std::cerr << "snug token mint: no secret is configured; set auth.jwt_secret (or SNUG_AUTH_JWT_SECRET) to "
                 "what the "
                 "server has\n";
    return 1;
  }
  for (const auto& room : options.rooms) {
    const auto role = room.substr(std::min(room.rfind('='), room.size() - 1) + 1);
    if (role == "viewer" || role == "editor" || role == "host" || role == "owner") continue;
    std::cerr << "snug token mint: --room must be NAME=ROLE with viewer, editor, host or owner, is " << room
              << '\n';
    return 2;
  }
  std::cout << mint(options, std::time(nullptr)) << '\n';
  return 0;
}

} // namespace snug::console
