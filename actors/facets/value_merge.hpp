#pragma once
#include "actors/model/payload.hpp"
#include <string>

namespace snug::facets {

/// `patch` merged into `target` (absent: nothing there), both checked payloads: entries of maps are merged,
/// one that is nil goes, anything else takes the target's place. RFC 7396
/// (https://www.rfc-editor.org/rfc/rfc7396) on MessagePack. Entries keep their order, new ones come behind.
[[nodiscard]] std::string merged(model::value target, model::value patch);

} // namespace snug::facets
