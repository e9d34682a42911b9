#include "tests/support/token_signer.hpp"
#include "transport/identity/key_text.hpp"
#include "transport/json_web_token.hpp"
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <sys/resource.h>

using namespace snug;
using namespace snug::transport;

namespace {

double cpu_us() {
  rusage used{};
  getrusage(RUSAGE_THREAD, &used);
  const auto us = [](const timeval& t) {
    return 1e6 * static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec);
  };
  return us(used.ru_utime) + us(used.ru_stime);
}

/// CPU of judging one token, claims included, with its key parsed already.
void measure(const char* name, const token_verifier& judge, const std::string& token, int times) {
  const auto now = static_cast<std::int64_t>(std::time(nullptr)) * 1'000;
  int right = 0;
  const auto begun = cpu_us();
  for (int i = 0; i < times; ++i)
    right += std::holds_alternative<token_claims>(judge.verify(token, now)) ? 1 : 0;
  const auto took = cpu_us() - begun;
  std::printf("%-6s %7.2f us CPU per token of %zu bytes (%d of %d right)\n", name, took / times, token.size(),
              right, times);
  if (right != times) std::exit(1);
}

} // namespace

/// `bench_tokens [algorithm] [times]`: all four without arguments. One at a time under callgrind or perf stat
/// gives instructions.
int main(int argc, char** argv) {
  const std::string only = argc > 1 ? argv[1] : "";
  const int times = argc > 2 ? std::atoi(argv[2]) : 5'000;
  const auto claims = R"({"sub":"user-1234","name":"Somebody","exp":)" +
                      std::to_string(std::time(nullptr) + 86'400) +
                      R"(,"iat":1700000000,"jti":"0123456789"})";
  const std::string secret(32, 's');
  const auto run = [&](const std::string& name, const std::string& token, key_set keys) {
    if (!only.empty() && only != name) return;
    token_verifier::rules rules;
    rules.keys = std::make_shared<const key_set>(std::move(keys));
    measure(name.c_str(), token_verifier(rules), token, times);
  };
  key_set shared;
  (void)shared.add("", token_key::of_secret(secret));
  run("HS256", test::hs256_token(R"({"alg":"HS256","typ":"JWT"})", claims, secret), std::move(shared));
  for (const auto& signer :
       {test::token_signer::rsa(), test::token_signer::p256(), test::token_signer::ed25519()}) {
    key_set keys;
    (void)read_keys(signer.public_pem(), "app", keys);
    run(signer.algorithm(), signer.token(claims, "app"), std::move(keys));
  }
}
