#include "actors/model/identity.hpp"

namespace snug::model {

const identity_ptr& server_identity() {
  static const identity_ptr server = [] {
    identity who;
    who.admin = true;
    return std::make_shared<const identity>(std::move(who));
  }();
  return server;
}

} // namespace snug::model
