#pragma once
#include "actors/loop/handing_over.hpp"
#include "actors/loop/loop_unit.hpp"
#include <caf/all.hpp>
#include <utility>

namespace snug::loop {

/// An actor that always runs on its loop's thread, whoever sends to it. `Base` is the actor class it would be
/// otherwise, e.g. `some_handle::base`. (`scheduled_actor::enqueue` would run it on the sender's execution
/// unit.)
template <class Base> class loop_actor : public Base {
public:
  loop_actor(caf::actor_config& config, loop_unit& unit)
    : Base(config)
    , unit_(&unit) {}

  using Base::consume;
  using Base::enqueue;
  void enqueue(caf::strong_actor_ptr sender, caf::message_id id, caf::message content,
               caf::execution_unit*) override {
    enqueue(caf::make_mailbox_element(std::move(sender), id, {}, std::move(content)), unit_);
  }
  void enqueue(caf::mailbox_element_ptr element, caf::execution_unit*) override {
    hand_over(element.get());
    Base::enqueue(std::move(element), unit_);
    hand_over(this);
  }
  caf::invoke_message_result consume(caf::mailbox_element& element) override {
    take_over(&element);
    const auto result = Base::consume(element);
    unit_->handled([&](std::chrono::microseconds took) {
      return slow_handler{label(), name_of(element.content()), took};
    });
    return result;
  }
  /// What a slow handler is told with; more than the actor's class where there are many of it.
  [[nodiscard]] virtual std::string label() const { return this->name(); }

  void launch(caf::execution_unit*, bool lazy, bool hide) override { Base::launch(unit_, lazy, hide); }

#ifdef __SANITIZE_THREAD__
  // An actor is taken over by the thread that lets go of it last.
  void intrusive_ptr_release_impl() override {
    hand_over(this);
    Base::intrusive_ptr_release_impl();
  }
  void on_destroy() override {
    take_over(this);
    Base::on_destroy();
  }
#endif

private:
  loop_unit* unit_;
};

/// Spawns `Actor` on `unit`'s loop. Loop thread only.
template <class Actor, class... Args>
auto spawn_on(caf::actor_system& system, loop_unit& unit, Args&&... args) {
  caf::actor_config config{&unit};
  return system.spawn_class<Actor, caf::no_spawn_options>(config, unit, std::forward<Args>(args)...);
}

} // namespace snug::loop
