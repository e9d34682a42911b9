#pragma once
#include "actors/facets/awareness_bridge.hpp"
#include "actors/facets/memory_budget.hpp"
#include "actors/facets/open_document.hpp"

namespace snug::facets {

/// The documents of an awake room that somebody has open, or had until a moment ago. A document is read from
/// its rows when it is opened, and leaves memory when nobody has it open for 30 s, or at once where memory is
/// tight.
class documents_view final : public view {
public:
  static constexpr std::size_t most_open = 64;        ///< in the room; one bit each
  static constexpr std::size_t most_open_by_one = 16; ///< of a connection
  static constexpr std::int64_t look_ms = 1'000;      ///< whether memory is tight is seen this often

  /// `kind` outlives it.
  documents_view(const model::kind& kind, model::key room)
    : kind_(kind)
    , room_(room) {}
  ~documents_view() override;
  documents_view(const documents_view&) = delete;
  documents_view& operator=(const documents_view&) = delete;

  void seen(const model::record& record) override;
  [[nodiscard]] model::result<std::string> live(const live_context& context, const model::command& command,
                                                const model::arguments& args, effects& out) override;
  void left(const occupant& who, bool for_good, std::int64_t now, effects& out) override;
  [[nodiscard]] std::optional<std::int64_t> wake_at() const override;
  void tick(std::int64_t now, effects& out) override;
  void done(row_work& work, std::int64_t now, effects& out) override;
  void shown(const occupant& who, const showing& what, std::int64_t now, effects& out) override;
  void hand_in(std::int64_t now, effects& out) override;
  void share(memory_budget& all) override { budget_ = &all; }
  [[nodiscard]] bool may_sleep() const override;

private:
  using answer = model::result<std::string>;

  [[nodiscard]] answer open(const live_context& context, std::string_view name, effects& out);
  [[nodiscard]] answer sync(const live_context& context, open_document& doc, std::string_view state,
                            effects& out);
  [[nodiscard]] answer edit(const live_context& context, open_document& doc, std::string_view update,
                            effects& out);
  [[nodiscard]] answer point(const live_context& context, open_document& doc, const model::arguments& args,
                             effects& out);
  void close(const model::return_address& who, open_document& doc, std::int64_t now, effects& out);

  [[nodiscard]] open_document* find(std::string_view name) noexcept;
  /// The one a command is about, if whoever says it has it open.
  [[nodiscard]] open_document* opened_by(const model::return_address& who, std::string_view name) noexcept;
  [[nodiscard]] model::result<open_document*> make(std::string_view name, std::int64_t now);
  void listen(const model::return_address& who, effects& out) const;
  void serve(const open_document& doc, const open_document::waiting& one, effects& out) const;
  void look_after(open_document& doc, std::int64_t now, effects& out);
  void appended(open_document& doc, const model::record& record);
  static void tell_what_was_kept(open_document& doc, effects& out);
  void renew_people(open_document& doc, std::int64_t now, effects& out);
  void point(open_document& doc, std::uint64_t connection, const awareness_bridge::guest& guest,
             std::int64_t now, effects& out);
  void end(open_document& doc, effects& out);
  [[nodiscard]] std::size_t memory() const noexcept;

  /// The process's budget hears what a document takes now.
  void weigh(open_document& doc) noexcept;
  void drop(std::string_view name);

  const model::kind& kind_;
  model::key room_;
  memory_budget* budget_ = nullptr;
  std::int64_t looked_at_ = 0; ///< when it was last seen whether memory is tight
  awareness_bridge bridge_;
  std::map<std::string, open_document, std::less<>> open_;
  std::map<std::uint64_t, std::vector<std::string>> by_connection_; ///< names, the one opened last at the end
};

} // namespace snug::facets
