#include "actors/model/payload.hpp"
#include "tests/fuzz/check.hpp"
#include "transport/dialect/engineio/packet.hpp"
#include "transport/dialect/socketio/connection.hpp"
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

using namespace snug;
using namespace snug::socketio;
using fuzz::check;

namespace {

constexpr connection_limits limits{1'000, 3, {10, 100'000}};

/// An application that lets clients in, echoes and asks, and knows what it may be told.
struct application final : connection::application {
  void connecting(std::string_view nsp, std::string_view auth) override {
    alive();
    check(!places.contains(std::string(nsp)), "a namespace is asked for once");
    check(places.size() < limits.namespaces, "there are so many namespaces and no more");
    check(model::value(auth).is_map(), "who asks brings an object");
    check(!model::check_payload(auth), "which keeps the profile");
    places.emplace(nsp, false);
    if (nsp.ends_with("late")) return;
    if (nsp.ends_with("no")) {
      it->refuse(nsp, "no");
      places.erase(std::string(nsp));
      return;
    }
    it->accept(nsp, "S", nsp.ends_with("back") ? "P" : "");
    places[std::string(nsp)] = true;
  }
  void event(const packet& p) override {
    alive();
    check(places.contains(p.nsp) && places[p.nsp], "events come from namespaces that are joined");
    check(model::value(p.data).is_array(), "an event is an array");
    if (p.complaint) return;
    check(!model::check_payload(p.data), "what nobody complains about keeps the profile");
    if (p.id) it->acknowledge(p.nsp, *p.id, p.data);
    const auto name = model::value(p.data).at(0).text();
    if (name == "ask") {
      std::string nsp(p.nsp);
      const auto id = it->ask(nsp, p.data, 2'000);
      check(asked.emplace(nsp, id).second, "a question has a number of its own");
    }
    if (name == "out") {
      it->disconnect(p.nsp);
      forget(p.nsp);
    } else {
      it->emit(p.nsp, p.data);
    }
  }
  void acknowledged(std::string_view nsp, std::uint64_t id, std::string_view data) override {
    alive();
    check(asked.erase({std::string(nsp), id}) == 1, "an answer belongs to a question, once");
    check(model::value(data).is_array() && !model::check_payload(data), "and is a sound array");
  }
  void unanswered(std::string_view nsp, std::uint64_t id) override {
    alive();
    check(asked.erase({std::string(nsp), id}) == 1, "what is given up was asked");
  }
  void left(std::string_view nsp) override {
    alive();
    check(places.contains(std::string(nsp)), "who leaves was there");
    forget(std::string(nsp));
  }
  void send(std::string_view frames) override {
    alive();
    std::string body;
    engineio::append_to_body(body, frames);
    engineio::body_reader in(body);
    std::size_t packets = 0;
    while (const auto p = in.next()) {
      check(p->type == engineio::packet_type::message, "what is sent is messages");
      ++packets;
    }
    check(!in.wrong() && packets > 0, "what is sent can be read");
  }
  void broken(std::string_view why) override {
    alive();
    check(!why.empty(), "an end has a reason");
    is_broken = true;
  }

  void alive() const { check(!is_broken, "nothing is told behind the end"); }
  void forget(const std::string& nsp) {
    places.erase(nsp);
    std::erase_if(asked, [&](const auto& q) { return q.first == nsp; });
  }

  connection* it = nullptr;
  bool is_broken = false;
  std::map<std::string, bool> places; ///< and whether they are joined
  std::set<std::pair<std::string, std::uint64_t>> asked;
};

} // namespace

/// The messages of a polling body, as a client sends them. A text that begins with '@' is a second that
/// passes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view input(reinterpret_cast<const char*>(data), size);
  std::int64_t now = 0;
  application app;
  connection it(limits, now, app);
  app.it = &it;
  engineio::body_reader in(input);
  while (const auto each = in.next()) {
    if (!each->binary && each->data.starts_with('@')) {
      now += 1'000;
      it.tick(now);
      check(app.is_broken || it.due() > now, "what was due is done");
      continue;
    }
    it.received(each->data, each->binary);
    for (const auto& [nsp, joined] : app.places)
      check(it.joined(nsp) == joined, "both know who is where");
  }
  it.tick(100'000);
  check(app.asked.empty() || app.is_broken, "no question stays open for ever");
  return 0;
}
