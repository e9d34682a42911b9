#pragma once
#include "clients/console/chat.hpp"
#include "clients/console/history.hpp"
#include "clients/console/publish.hpp"
#include "clients/console/status.hpp"
#include "clients/console/token.hpp"
#include <functional>
#include <optional>

namespace CLI {
class App;
}

namespace snug::console {

/// The console's command line verbs: chat, publish, history, status, token. Must outlive the parsing of the
/// command line.
///
///   console::verbs verbs(defaults);  verbs.add_to(app);  app.parse(argc, argv);
///   if (auto code = verbs.run()) return *code;
class verbs {
public:
  /// What the configuration says; the command line is stronger.
  struct defaults {
    std::string url = "ws://127.0.0.1:7684";
    std::string secret, issuer, audience; ///< of auth.*
  };
  verbs()
    : verbs(defaults()) {}
  explicit verbs(const defaults& configured);
  verbs(const verbs&) = delete;
  verbs& operator=(const verbs&) = delete;

  void add_to(CLI::App& app);
  /// Carries out the verb that was given: its exit code, or nothing where none of these was.
  [[nodiscard]] std::optional<int> run() const;
  /// For `token` where the secret comes from configuration read after the command line; does not replace one
  /// given there.
  void configure(const defaults& configured);

private:
  void add_chat(CLI::App& app);
  void add_publish(CLI::App& app);
  void add_history(CLI::App& app);
  void add_status(CLI::App& app);
  void add_token(CLI::App& app);

  chat_options chat_;
  publish_options publish_;
  history_options history_;
  connect_options status_;
  token_options token_;
  std::uint64_t before_ = 0, after_ = 0;
  std::function<int()> chosen_;
};

} // namespace snug::console
