#include "tests/client/native_peer.hpp"
#include "actors/model/packer.hpp"
#include "actors/model/payload.hpp"
#include <chrono>

namespace snug::test {

asked next(fake_peer& peer) {
  const auto message = peer.receive();
  if (message.empty()) return {};
  const model::value all(message);
  const auto text = [&](std::size_t i) { return std::string(all.at(i).text().value_or("")); };
  return {static_cast<std::uint32_t>(all.at(0).uint().value_or(0)), text(1), text(2),
          std::string(all.at(3).raw()), text(4)};
}

void ok(fake_peer& peer, std::uint32_t ref, std::string_view data) {
  model::packer pack;
  peer.send(pack.array(3).uint(ref).text("ok").raw(data).str());
}

void refuse(fake_peer& peer, std::uint32_t ref, std::string_view code) {
  model::packer pack;
  peer.send(pack.array(3).uint(ref).text("error").map(1).text("code").text(code).str());
}

asked greet(fake_peer& peer, bool resumed, std::uint32_t heartbeat, std::int64_t ahead_ms) {
  const auto hello = next(peer);
  model::packer pack;
  const auto here = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::system_clock::now().time_since_epoch());
  pack.map(5).text("resume").text("token-1").text("resumed").boolean(resumed).text("user").text("guest:a");
  pack.text("heartbeat").uint(heartbeat).text("now").integer(here.count() + ahead_ms);
  ok(peer, hello.ref, pack.str());
  return hello;
}

void let_join(fake_peer& peer, const asked& join, std::uint64_t epoch, std::uint64_t offset,
              std::uint64_t head) {
  model::packer pack;
  ok(peer, join.ref,
     pack.map(3).text("epoch").uint(epoch).text("offset").uint(offset).text("head").uint(head).str());
}

void event(fake_peer& peer, std::uint64_t offset, std::string_view text, std::string_view id) {
  model::packer pack;
  pack.array(id.empty() ? 6 : 7).text("message.sent").text("lobby");
  if (text.empty())
    pack.nil();
  else
    pack.map(1).text("text").text(text);
  pack.uint(offset).nil().uint(1);
  if (!id.empty()) pack.text(id);
  peer.send(pack.str());
}

} // namespace snug::test
