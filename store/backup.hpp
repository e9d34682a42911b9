#pragma once
#include "store/log_sink.hpp"
#include "store/ports/clock.hpp"
#include "store/ports/engine.hpp"
#include "store/ports/random_source.hpp"
#include "store/settings.hpp"
#include <string>

namespace snug::store {

/// Copies the newest commit of the store in `with.directory` to `file`, which must not exist, and syncs it.
/// Works beside a running server: it reads like any reader and takes no lock. Nothing is left behind where it
/// fails.
[[nodiscard]] trouble backup(const settings& with, const std::string& file);

/// What a restore did.
struct restored {
  std::uint64_t rooms = 0;   ///< each has a new epoch
  std::uint64_t damaged = 0; ///< rows of the backup that can't be read: run fsck
};

/// Makes a store in `with.directory`, where none may be, out of a backup. It gets a new store id, and every
/// room a new life from its head on: what came after the backup was told and is gone, so clients that saw it
/// must be told the gap. The directory has the whole of it or nothing.
[[nodiscard]] model::result<restored> restore(const settings& with, const std::string& file,
                                              const clock& time, random_source& random, const log_sink& log);

} // namespace snug::store
