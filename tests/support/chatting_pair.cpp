#include "tests/support/chatting_pair.hpp"
#include "actors/model/packer.hpp"
#include <chrono>
#include <utility>

namespace snug::test {

namespace {

template <class Condition> bool comes_true(Condition condition) {
  for (int i = 0; i < 1'000 && !condition(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  return condition();
}

client::session_options called(const std::string& url, const char* name) {
  client::session_options options;
  options.url = url;
  options.name = name;
  return options;
}

} // namespace

chatting_pair::chatting_pair(const std::string& url, std::string room)
  : room_(std::move(room))
  , speaks_(loop_, called(url, "speaks"), {})
  , listens_(loop_, called(url, "listens"), {.event = [this](const auto& event) { heard(event); }}) {}

chatting_pair::~chatting_pair() {
  ends_ = true;
  speaks_.close(); // ends a call that would never be answered
  if (talking_.joinable()) talking_.join();
}

bool chatting_pair::start() {
  speaks_.open();
  listens_.open();
  listens_.join(room_, [this](const auto& outcome) { in_ = bool(outcome); });
  if (!comes_true([this] { return in_.load(); })) return false;
  talking_ = std::thread([this] { talk(); });
  return comes_true([this] { return heard_.load() > 0; });
}

chatting_pair::outcome chatting_pair::finish() {
  ends_ = true;
  if (talking_.joinable()) talking_.join();
  (void)comes_true([this] { return heard_.load() >= said_.load(); });
  const auto a = speaks_.counters();
  const auto b = listens_.counters();
  return {said_, refused_, heard_,
          disorder_ + b.holes + b.duplicates + b.rubbish + a.connects + b.connects - 2};
}

void chatting_pair::talk() {
  while (!ends_) {
    auto data = model::packer{}.map(1).text("text").text(std::to_string(said_.load())).str();
    if (speaks_.call("message.send", room_, std::move(data)).get())
      ++said_;
    else
      ++refused_;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

void chatting_pair::heard(const client::incoming_event& event) {
  if (event.name != "message.sent") return;
  if (event.data.find("text").text() != std::to_string(heard_.load())) ++disorder_;
  ++heard_;
}

} // namespace snug::test
