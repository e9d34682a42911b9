#include "clients/console/chat_desk.hpp"
#include "actors/model/packer.hpp"
#include "clients/console/history.hpp"
#include "clients/console/safe_text.hpp"
#include "clients/cpp/random.hpp"
#include <algorithm>
#include <utility>

namespace snug::console {
namespace {

constexpr auto typing_again = std::chrono::seconds(3); // well within the server's `typing_ms`
constexpr const char* help = "/who: who is here   /quit: leave   //text: a message that begins with a slash";

/// An answer with bytes of its own, to be carried to the drawing thread.
model::result<std::string> copy_of(const client::outcome& answer) {
  if (!answer) return answer.error();
  return std::string(answer->raw());
}

} // namespace

chat_desk::chat_desk(client::loop& on, const chat_options& options, main_queue& queue, display& shown)
  : options_(options)
  , queue_(queue)
  , display_(shown)
  , past_shown_(options.past == 0)
  , session_(on, session_of(options, true), handlers()) {
  session_.join(options_.room, [this](const client::outcome& answer) {
    queue_.post([this, answer = copy_of(answer)] {
      if (answer || closed_ || left_) return;
      display_.notice("can't join " + safe_text(options_.room) + ": " + describe(answer.error()));
      ++refusals_;
      leaving_ = true;
    });
  });
}

client::session_handlers chat_desk::handlers() {
  client::session_handlers out;
  out.state = [this](const client::session_state& state) { queue_.post([this, state] { on_state(state); }); };
  out.event = [this](const client::incoming_event& event) {
    queue_.post([this, event = told_event::copy_of(event)] { on_event(event); });
  };
  out.joined = [this](const client::joined_room& room) {
    const auto head = room.reply.find("head").uint().value_or(0);
    queue_.post([this, again = room.again, missed = room.missed, gap = room.gap, head] {
      on_joined(again, missed, gap, head);
    });
  };
  out.lost = [this](std::string_view, const model::failure& why) {
    queue_.post([this, why] {
      display_.notice("no longer in " + safe_text(options_.room) + ": " + describe(why));
      ++refusals_;
      leaving_ = true;
    });
  };
  return out;
}

void chat_desk::on_state(const client::session_state& state) {
  if (state.now == client::phase::ready) user_ = state.user;
  if (state.now == client::phase::closed) closed_ = true;
  if (state.now != client::phase::ready) {
    typing_told_ = false;
    display_.typing({});
  }
  display_.state(state);
}

void chat_desk::on_joined(bool again, std::uint64_t missed, const std::optional<model::gap>& gap,
                          std::uint64_t head) {
  joined_ = true;
  display_.joined(options_.room, again, missed, gap);
  if (past_shown_) return;
  session_.call("message.history", options_.room, history_data(options_.past, head + 1, std::nullopt),
                [this](const client::outcome& answer) {
                  queue_.post([this, answer = copy_of(answer)] { on_past(answer); });
                });
}

void chat_desk::on_past(const model::result<std::string>& answer) {
  if (std::exchange(past_shown_, true)) return;
  if (answer) {
    const auto messages = model::value(*answer).find("messages");
    for (std::size_t i = 0; i < messages.size(); ++i)
      display_.event(told_event::from_history(messages.at(i), options_.room), true);
  } else {
    display_.notice("what was said before can't be shown: " + describe(answer.error()));
  }
  for (const auto& event : std::exchange(held_, {}))
    on_event(event);
}

void chat_desk::on_event(const told_event& event) {
  if (!past_shown_) {
    held_.push_back(event);
    return;
  }
  if (event.name == "typing.changed")
    return display_.typing(names_in(model::value(event.data).find("users"), user_));
  const auto own = std::find_if(pending_.begin(), pending_.end(), [&](const auto& message) {
    return !event.id.empty() && message.id == event.id;
  });
  if (own != pending_.end()) pending_.erase(own);
  display_.event(event, false);
  display_.pending(pending_);
}

void chat_desk::on_answer(const std::string& id, const model::result<std::string>& answer) {
  --unacknowledged_;
  const auto found =
      std::find_if(pending_.begin(), pending_.end(), [&](const auto& m) { return m.id == id; });
  const auto message = found == pending_.end() ? pending_message{id, {}} : *found;
  if (answer) return display_.acknowledged(message, *answer);
  ++refusals_;
  if (found != pending_.end()) pending_.erase(found);
  display_.refused(message, answer.error());
  display_.pending(pending_);
}

void chat_desk::leave() {
  left_ = true;
  session_.close();
}

void chat_desk::enter(const std::string& line) {
  typing_told_ = false;
  if (line.empty()) return;
  if (line.starts_with("//"))
    say(line.substr(1));
  else if (line.starts_with('/'))
    command(line);
  else
    say(line);
}

void chat_desk::say(const std::string& text) {
  client::call_options options;
  options.id = client::random_id();
  pending_.push_back({options.id, text});
  ++unacknowledged_;
  display_.pending(pending_);
  model::packer pack;
  pack.map(2).text("type").text("text").text("text").text(text);
  session_.call(
      "message.send", options_.room, std::move(pack).str(),
      [this, id = options.id](const client::outcome& answer) {
        queue_.post([this, id, answer = copy_of(answer)] { on_answer(id, answer); });
      },
      options);
}

void chat_desk::command(const std::string& line) {
  if (line == "/quit" || line == "/q")
    leaving_ = true;
  else if (line == "/who")
    who();
  else if (line == "/help")
    display_.notice(help);
  else
    display_.notice("there is no " + safe_text(line) + " – " + help);
}

void chat_desk::who() {
  client::call_options now_or_never;
  now_or_never.keep = false;
  session_.call(
      "presence.list", options_.room, "",
      [this](const client::outcome& answer) {
        queue_.post([this, answer = copy_of(answer)] {
          if (!answer) return display_.notice("who is here can't be told: " + describe(answer.error()));
          const model::value list(*answer);
          const auto online = list.find("online").uint().value_or(list.find("users").size());
          display_.notice(std::to_string(online) + " here: " + enumerate(names_in(list.find("users"))));
        });
      },
      now_or_never);
}

void chat_desk::editing(const std::string& line) {
  const bool types = !line.empty() && !line.starts_with('/');
  const auto now = std::chrono::steady_clock::now();
  if (types && (!typing_told_ || now - typing_at_ >= typing_again)) {
    session_.signal("typing.start", options_.room, "");
    typing_told_ = true;
    typing_at_ = now;
  } else if (!types && typing_told_) {
    session_.signal("typing.stop", options_.room, "");
    typing_told_ = false;
  }
}

} // namespace snug::console
