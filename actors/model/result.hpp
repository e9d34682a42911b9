#pragma once
#include "actors/model/error.hpp"
#include <utility>
#include <variant>

namespace snug::model {

/// A value or a refusal. (std::expected is C++23.)
template <class T> class [[nodiscard]] result {
public:
  result(T value)
    : state_(std::move(value)) {}
  result(failure refused)
    : state_(std::move(refused)) {}

  [[nodiscard]] explicit operator bool() const noexcept { return state_.index() == 0; }
  /// Only where the result is a value.
  [[nodiscard]] T& operator*() noexcept { return *std::get_if<0>(&state_); }
  [[nodiscard]] const T& operator*() const noexcept { return *std::get_if<0>(&state_); }
  [[nodiscard]] T* operator->() noexcept { return std::get_if<0>(&state_); }
  [[nodiscard]] const T* operator->() const noexcept { return std::get_if<0>(&state_); }
  /// Only where the result is a refusal.
  [[nodiscard]] failure& error() noexcept { return *std::get_if<1>(&state_); }
  [[nodiscard]] const failure& error() const noexcept { return *std::get_if<1>(&state_); }

private:
  std::variant<T, failure> state_;
};

} // namespace snug::model
