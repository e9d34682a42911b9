#pragma once
#include "actors/model/result.hpp"
#include "actors/yjs/integration.hpp"
#include "actors/yjs/range_set.hpp"
#include "actors/yjs/text_delta.hpp"
#include "actors/yjs/update_writer.hpp"
#include <optional>
#include <string>
#include <string_view>

namespace snug::yjs {

/// How a text stood at some moment: what was known, what of it was deleted, and how long the text was, in
/// UTF-16 code units. The order of its letters tells whether they are still the same ones, one behind the
/// other: what was deleted since has lost its content and may have been a mark, and structs that no Yjs
/// client writes may come to stand elsewhere when others are cut.
struct text_moment {
  state_vector known;
  delete_set deleted;
  std::uint64_t length = 0;
  std::uint64_t order = 0; ///< a digest of 53 bits
};
[[nodiscard]] std::string encode(const text_moment& moment);
[[nodiscard]] std::optional<text_moment> decode_text_moment(std::string_view bytes);
/// How it stands now.
[[nodiscard]] text_moment moment_of(const integration& document, const struct_store& structs,
                                    std::string_view root);

/// What was done to a text since a moment; nothing where the document doesn't know that moment, or can't tell
/// any more.
[[nodiscard]] std::optional<text_delta> changes_since(const integration& document, std::string_view root,
                                                      const text_moment& since);
/// The text of that moment; nothing where some of it is gone, too.
[[nodiscard]] std::optional<std::string> text_at(const integration& document, std::string_view root,
                                                 const text_moment& then);

/// Writes updates as a Yjs client of its own would: its structs continue the client's clock, and stand where
/// they stood in what it looked at. Views into the document; one thread.
class document_editor {
public:
  /// `clock`: the next one of `client`.
  document_editor(std::uint64_t client, std::uint64_t clock) noexcept
    : next_{client, clock} {}

  /// Edits a text that was as it is now, or as it was at a moment: what others did since stays. Positions are
  /// those of the text, other content is passed over. `bad_request` where the delta goes beyond the text or
  /// cuts a surrogate pair, `conflict` where nobody knows that moment any more.
  [[nodiscard]] std::optional<model::failure> edit(const integration& document, std::string_view root,
                                                   const text_delta& delta, const text_moment* at = nullptr);
  /// Makes everything in `now` what it was `then`, an earlier state of the same document: what came since is
  /// deleted, what is gone comes back as new content. `too_large` where types are nested too deep.
  [[nodiscard]] std::optional<model::failure> restore(const integration& now, const integration& then);

  /// All of it as an update; the editor is used up.
  [[nodiscard]] std::string finish();
  /// The next clock of its client.
  [[nodiscard]] std::uint64_t clock() const noexcept { return next_.clock; }
  /// True where there is nothing to write.
  [[nodiscard]] bool empty() const noexcept { return empty_; }

private:
  using node = integration::type_node;
  using entry = integration::entry;
  /// Where a struct stands: between which two, or as the first of what.
  struct place {
    std::optional<id> left;
    std::optional<id> right;
    std::string parent; ///< as it stands on the wire; where neither is given
  };

  id add(piece content, const place& at);
  void remove(id first, std::uint64_t length);
  [[nodiscard]] bool restore_node(const integration& now, const integration& then, const node* here,
                                  const node* before, const std::string& parent, int depth);
  [[nodiscard]] bool restore_list(const integration& now, const integration& then, const node* here,
                                  const node* before, const std::string& parent, int depth);
  [[nodiscard]] bool restore_keys(const integration& now, const integration& then, const node* here,
                                  const node* before, const std::string& parent, int depth);
  [[nodiscard]] bool copy_inside(const integration& then, const entry& what, id copy, int depth);

  id next_;
  bool empty_ = true;
  update_writer out_;
  std::map<std::uint64_t, range_set, std::greater<>> deleted_;
};

} // namespace snug::yjs
