#pragma once
#include "actors/facets/facet.hpp"
#include "actors/ports/trouble_sink.hpp"
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <tuple>
#include <vector>

namespace snug::actors {

/// The views of one awake room, by facet. A view that throws is logged and taken out: what it had half done
/// is dropped and nobody calls it again, since nobody knows its state. The others go on. Owned by the room;
/// its home shard's thread only (`load` and `restore`: the reader pool).
class room_views {
public:
  /// The references outlive it. `facets`: those it has views of, by number. Without a kind (the room's rows
  /// can't be read) it has none.
  room_views(const facets::room_facts& room, std::span<const facets::facet> facets,
             const trouble_sink& trouble);

  void load(const model::row_source& rows);
  /// The room woke anew with `here` in it.
  void restore(std::span<const facets::occupant> here, std::int64_t now);
  /// True where a view was taken out since it was loaded: the room should wake anew.
  [[nodiscard]] bool ailing() const noexcept { return ailing_; }

  /// Calls `call(view&)` for each; what a view that throws added to `out` is taken back.
  template <class Call> void each(facets::effects& out, Call call) {
    for (auto& place : places_)
      if (place.view) guarded(place, out, [&] { call(*place.view); });
  }
  template <class Call> void each(Call call) {
    facets::effects none;
    each(none, call);
  }

  /// One view's answer to a command: `call(view&)`. `internal` where it throws or was taken out before.
  template <class Call>
  [[nodiscard]] model::result<std::string> ask(std::size_t facet, facets::effects& out, Call call) {
    auto* place = facet < places_.size() ? &places_[facet] : nullptr;
    if (!place || !(place->view || place->taken_out)) return nobody_knows();
    auto answer = out_of_order();
    if (place->view) guarded(*place, out, [&] { answer = call(*place->view); });
    return answer;
  }

  /// When `tick` wants to be called (steady ms).
  [[nodiscard]] std::optional<std::int64_t> wake_at();
  void tick(std::int64_t now, facets::effects& out);
  [[nodiscard]] bool may_sleep();

private:
  struct place {
    std::unique_ptr<facets::view> view; ///< null where the facet has nothing live, or it was taken out
    bool taken_out = false;
  };

  template <class Call> void guarded(place& at, facets::effects& out, Call call) {
    const auto before = mark_of(out);
    try {
      call();
      return;
    } catch (const std::exception& e) {
      take_out(at, e.what());
    } catch (...) {
      take_out(at, "not an exception of the standard library");
    }
    take_back(out, before);
  }
  /// The lists that views add to.
  template <class Effects> static auto lists_of(Effects& out) noexcept {
    return std::tie(out.events, out.durable, out.told, out.attend, out.work, out.shows);
  }
  /// How much stands in each of them, and back to it.
  using mark = std::array<std::size_t, 6>;
  [[nodiscard]] static mark mark_of(const facets::effects& out) noexcept {
    return std::apply([](const auto&... list) { return std::array{list.size()...}; }, lists_of(out));
  }
  static void take_back(facets::effects& out, const mark& before);
  void take_out(place& at, const char* why);
  [[nodiscard]] static model::result<std::string> nobody_knows();
  [[nodiscard]] static model::result<std::string> out_of_order();

  const facets::room_facts& room_;
  std::span<const facets::facet> facets_;
  const trouble_sink& trouble_;
  std::vector<place> places_;
  bool ailing_ = false;
};

} // namespace snug::actors
