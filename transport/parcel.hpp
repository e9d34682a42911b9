#pragma once
#include "actors/model/command.hpp"
#include "actors/model/result.hpp"
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace snug::transport {

/// One `publish.many`: the commands it comes to, and what became of each. One thread at a time.
class parcel {
public:
  /// `said` is a `publish.many` whose data was held to its table row. A failure names what is wrong with its
  /// receivers.
  [[nodiscard]] static model::result<parcel> read(const model::command& said);

  /// Said by the same user with the same id; their ref is their place, from 1 on. The rest of the return
  /// address is the caller's to fill in.
  [[nodiscard]] std::vector<model::command> take_commands() noexcept { return std::move(commands_); }
  [[nodiscard]] std::size_t size() const noexcept { return items_.size(); }
  /// What the commands hold in memory.
  [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }

  /// The command of that ref was answered; true where it was the last. What is no ref of it, or was answered
  /// before, changes nothing.
  bool answered(std::uint32_t ref, const model::result<std::string>& outcome);
  /// Everything that wasn't answered is given up.
  void give_up(const model::failure& why);
  /// `{results: […]}`
  [[nodiscard]] std::string answer() const;

private:
  struct item {
    std::string receiver; ///< MessagePack of a key and its value: `room` and a name
    std::string outcome;  ///< the same of `ok` or `error`; "" until it is there
  };
  void add(std::string receiver, std::string_view verb, std::string room, std::string data,
           const model::command& said);

  std::vector<model::command> commands_;
  std::vector<item> items_;
  std::size_t left_ = 0;
  std::size_t bytes_ = 0;
};

} // namespace snug::transport
