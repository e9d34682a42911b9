#include "tests/support/chatting_pair.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/live_node.hpp"
#include "tests/support/native_client.hpp"
#include "tests/support/server_process.hpp"
#include "tests/support/speaker.hpp"
#include <algorithm>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sstream>
#include <thread>

// What is different under TLS. That everything else is the same, `SNUG_TEST_TLS=1 test_scenarios` shows: all
// of it over TLS.

using namespace snug::test;
using namespace std::chrono_literals;
namespace data = boost::unit_test::data;
using steady = std::chrono::steady_clock;

namespace {

const auto shards = data::make({1u, 3u});
const auto dialects = data::make({speech::msgpack, speech::json});

struct secure_node {
  explicit secure_node(unsigned shard_count = 1, const live_node::change& more = {})
    : node([&](auto& o) {
      o.shards = shard_count;
      const test_certificate made = test_certificate::make("first");
      made.write(folder, "own");
      o.tls.certificate = folder + "/own.crt";
      o.tls.key = folder + "/own.key";
      o.tls.port = 0;
      if (more) more(o);
    }) {}
  ~secure_node() { std::filesystem::remove_all(folder); }

  static std::string new_folder() {
    std::string pattern = std::filesystem::temp_directory_path() / "snug-tls-XXXXXX";
    return mkdtemp(pattern.data());
  }
  std::string folder = new_folder();
  live_node node;
};

/// The name in the certificate that a new connection is shown; "" where there is no handshake.
std::string shown_on(std::uint16_t port) {
  const auto patience = steady::now() + 5s;
  while (steady::now() < patience) {
    auto* context = SSL_CTX_new(TLS_client_method());
    auto* bio = BIO_new_ssl_connect(context);
    BIO_set_conn_hostname(bio, ("127.0.0.1:" + std::to_string(port)).c_str());
    std::string name;
    if (BIO_do_handshake(bio) == 1) {
      SSL* ssl = nullptr;
      BIO_get_ssl(bio, &ssl);
      auto* shown = SSL_get1_peer_certificate(ssl);
      char text[256] = "";
      X509_NAME_get_text_by_NID(X509_get_subject_name(shown), NID_commonName, text, sizeof text);
      name = text;
      X509_free(shown);
    }
    BIO_free_all(bio);
    SSL_CTX_free(context);
    return name;
  }
  return {};
}

/// True as soon as the port shows it; at most 5 s.
bool comes_to_show(std::uint16_t port, const std::string& name) {
  const auto until = steady::now() + 5s;
  while (steady::now() < until) {
    if (shown_on(port) == name) return true;
    std::this_thread::sleep_for(50ms);
  }
  return false;
}

bool comes_to_log(const live_node& node, const std::string& line) {
  const auto until = steady::now() + 5s;
  while (node.log().find(line) == std::string::npos) {
    if (steady::now() > until) return false;
    std::this_thread::sleep_for(20ms);
  }
  return true;
}

/// The number behind `name` on /metrics.
double metric(std::uint16_t port, const std::string& name) {
  const auto page = http_ask(port, "GET", "/metrics").body;
  const auto at = page.find("\n" + name + " ");
  return at == std::string::npos ? -1 : std::atof(page.c_str() + at + name.size() + 2);
}

} // namespace

BOOST_AUTO_TEST_SUITE(tls)

BOOST_DATA_TEST_CASE(clients_talk_over_it_with_those_in_the_clear, dialects* shards, dialect, count) {
  secure_node s(count);
  speaker ada(s.node.tls_port(), dialect), bob(s.node.options().listen.port, dialect);
  for (auto* each : {&ada, &bob}) {
    BOOST_REQUIRE(each->hello().ok());
    BOOST_TEST(each->call("room.join", "lobby").ok());
  }
  BOOST_TEST(ada.call("message.send", "lobby", R"({"text":"hi"})").ok());
  BOOST_TEST(bob.next("message.sent").value_or(told{}).text("text") == "hi");
  BOOST_TEST(bob.call("message.send", "lobby", R"({"text":"hello"})").ok());
  BOOST_TEST(ada.next("message.sent").value_or(told{}).text("text") == "hi"); // its own
  BOOST_TEST(ada.next("message.sent").value_or(told{}).text("text") == "hello");
  ada.socket().send(9, "are you there");
  const auto pong = ada.socket().receive();
  BOOST_REQUIRE(pong);
  BOOST_TEST(pong->opcode == 10);
  BOOST_TEST(pong->payload == "are you there");
  ada.socket().send(8, "\x03\xe8");
  BOOST_TEST(ada.socket().close_code() == 1000);
}

BOOST_DATA_TEST_CASE(large_messages_go_both_ways_in_as_many_records_as_they_need, shards, count) {
  secure_node s(count, [](auto& o) { o.limits.outbox_bytes = 4u << 20; });
  native_client ada(s.node.tls_port(), {}), bob(s.node.tls_port(), {});
  ada.join("lobby");
  bob.join("lobby");
  for (const std::size_t size : {16'000u, 16'300u, 16'384u, 16'385u, 70'000u, 600'000u}) {
    snug::model::packer out;
    out.map(2).text("event").text("blob").text("data").text(std::string(size, 'x'));
    BOOST_TEST(ada.call("publish", "lobby", out.str()).ok);
    const auto told = bob.next("blob");
    BOOST_REQUIRE(told);
    BOOST_TEST(told->data.size() > size);
  }
}

BOOST_AUTO_TEST_CASE(many_commands_in_one_record_are_all_answered_though_credits_run_out_in_between) {
  secure_node s;
  raw_websocket ada(s.node.tls_port(), "snug.v1.json");
  ada.send(1, R"([1,"hello",null,{}])");
  ada.send(1, R"([2,"room.join","lobby",null])");
  std::string burst;
  constexpr int many = 300; // 32 at a time are under way; all of it is less than a record
  for (int i = 0; i < many; ++i) {
    const auto text = "[" + std::to_string(i + 3) + R"(,"message.history","lobby",{"limit":1}])";
    burst.push_back('\x81');
    burst.push_back(static_cast<char>(0x80 | text.size()));
    burst.append(4, '\0').append(text);
  }
  BOOST_REQUIRE(burst.size() < 16'384u);
  ada.send_bytes(burst);
  int answered = 0;
  while (answered < many) {
    const auto f = ada.receive();
    BOOST_REQUIRE(f);
    if (f->payload.find(R"("messages")") != std::string::npos ||
        f->payload.find(R"("events")") != std::string::npos)
      ++answered;
  }
  BOOST_TEST(answered == many);
}

BOOST_AUTO_TEST_CASE(requests_sent_ahead_in_one_record_are_answered_in_order) {
  secure_node s;
  http_client c(s.node.tls_port());
  std::string ahead;
  for (const auto* path : {"/health", "/api/v1/rooms/lobby/messages", "/nowhere", "/health"})
    ahead += "GET " + std::string(path) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
  c.send(ahead);
  BOOST_TEST(c.read().status == 200);
  BOOST_TEST(c.read().status == 200);
  BOOST_TEST(c.read().status == 404);
  BOOST_TEST(c.read().body == "{\"ok\":true}\n");
}

BOOST_AUTO_TEST_CASE(a_stream_of_events_and_posted_bodies_go_over_it) {
  secure_node s;
  http_client listens(s.node.tls_port()), posts(s.node.tls_port());
  BOOST_TEST(listens.listen("/api/v1/rooms/lobby/stream").status == 200);
  BOOST_TEST(listens.next("room.joined").has_value());
  const std::string text(10'000, 'y');
  for (int i = 0; i < 50; ++i)
    BOOST_TEST(posts.ask("POST", "/api/v1/rooms/lobby/messages", "{\"text\":\"" + text + "\"}").status ==
               200);
  for (int i = 0; i < 50; ++i) {
    const auto told = listens.next("message.sent");
    BOOST_REQUIRE(told);
    BOOST_TEST((told->data.find(text) != std::string::npos));
  }
}

BOOST_AUTO_TEST_CASE(whoever_reads_nothing_delays_nobody_and_catches_up) {
  secure_node s(1, [](auto& o) { o.limits.outbox_bytes = 64u << 10; });
  native_client slow(s.node.tls_port(), {}), ada(s.node.tls_port(), {});
  const int small = 65'536;
  setsockopt(slow.socket().fd(), SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
  slow.join("lobby");
  ada.join("lobby");
  constexpr std::uint32_t many = 500, at_once = 25;
  const auto message = text_data(std::string(16'000, 'z'));
  for (std::uint32_t i = 0; i < many; i += at_once) {
    std::vector<std::uint32_t> refs;
    while (refs.size() < at_once)
      refs.push_back(ada.post("message.send", "lobby", message));
    for (const auto ref : refs)
      BOOST_REQUIRE(ada.reply_to(ref, 20s).ok);
  }
  for (std::uint64_t i = 1; i <= many; ++i) {
    const auto told = slow.next_durable(20s);
    BOOST_REQUIRE(told);
    BOOST_TEST(told->offset == i);
  }
}

// ---- certificates

BOOST_AUTO_TEST_CASE(a_certificate_changed_on_disk_is_shown_and_nobody_is_cut_off) {
  secure_node s;
  native_client inside(s.node.tls_port(), {});
  inside.join("lobby");
  BOOST_TEST(shown_on(s.node.tls_port()) == "first");
  test_certificate::make("second", test_certificate::kind::rsa).write(s.folder, "own");
  BOOST_TEST(comes_to_show(s.node.tls_port(), "second"));
  BOOST_TEST(comes_to_log(s.node, "tls.certificate: CN=second is shown from now on"));
  BOOST_TEST(inside.say("lobby", "still here").ok);
  BOOST_TEST(inside.next_durable().has_value());
}

BOOST_AUTO_TEST_CASE(a_certificate_that_can_not_be_used_does_not_replace_one_that_could) {
  secure_node s;
  std::ofstream(s.folder + "/own.crt") << "half of a fi";
  BOOST_TEST(comes_to_log(s.node, "own.crt: holds no certificate in PEM; the certificate stays as it was"));
  BOOST_TEST(shown_on(s.node.tls_port()) == "first");
  BOOST_TEST(native_client(s.node.tls_port(), {}).greeting().ok);
  test_certificate::make("third").write(s.folder, "own");
  BOOST_TEST(comes_to_show(s.node.tls_port(), "third"));
}

BOOST_AUTO_TEST_CASE(reloading_takes_other_files_over) {
  secure_node s;
  test_certificate::make("elsewhere").write(s.folder, "other");
  auto next = s.node.options();
  next.tls.certificate = s.folder + "/other.crt";
  next.tls.key = s.folder + "/other.key";
  s.node->reload(next);
  BOOST_TEST(shown_on(s.node.tls_port()) == "elsewhere");
  next.tls.key = s.folder + "/own.key";
  s.node->reload(next);
  BOOST_TEST(comes_to_log(s.node, "own.key: belongs to another certificate than tls.certificate; the "
                                  "certificate stays as it was"));
  BOOST_TEST(shown_on(s.node.tls_port()) == "elsewhere");
}

BOOST_AUTO_TEST_CASE(a_server_with_a_key_of_another_certificate_does_not_start_and_config_check_says_why) {
  const auto folder = secure_node::new_folder();
  test_certificate::make("a").write(folder, "a");
  test_certificate::make("b").write(folder, "b");
  std::ofstream(folder + "/snug.toml")
      << "[tls]\ncertificate = \"" << folder << "/a.crt\"\nkey = \"" << folder << "/b.key\"\n";
  for (const std::string verb : {"config check", "serve --dev --port 0"}) {
    const auto status = std::system((std::string(SNUG_PROGRAM) + " " + verb + " --config " + folder +
                                     "/snug.toml --data " + folder + "/data > " + folder + "/out 2>&1")
                                        .c_str());
    std::ostringstream said;
    said << std::ifstream(folder + "/out").rdbuf();
    BOOST_TEST(WEXITSTATUS(status) != 0, verb);
    BOOST_TEST(said.str().find("tls.key: " + folder +
                               "/b.key: belongs to another certificate than "
                               "tls.certificate") != std::string::npos,
               said.str());
  }
  std::filesystem::remove_all(folder);
}

// ---- handshakes

BOOST_AUTO_TEST_CASE(a_request_in_the_clear_is_told_where_it_is_and_the_connection_ends) {
  secure_node s;
  // Not under TLS though the port speaks it.
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(s.node.tls_port());
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  BOOST_REQUIRE(connect(fd, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0);
  const timeval bound{5, 0};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &bound, sizeof bound);
  const std::string request = "GET /v1/socket HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
  BOOST_TEST(send(fd, request.data(), request.size(), 0) == static_cast<ssize_t>(request.size()));
  std::string answer;
  char piece[4'096];
  ssize_t n;
  while ((n = recv(fd, piece, sizeof piece, 0)) > 0)
    answer.append(piece, static_cast<std::size_t>(n));
  BOOST_TEST(n == 0);
  BOOST_TEST(answer.starts_with("HTTP/1.1 400 "), answer);
  BOOST_TEST(answer.find("this port speaks TLS") != std::string::npos);
  close(fd);
}

BOOST_AUTO_TEST_CASE(a_handshake_on_the_port_in_the_clear_fails_at_once) {
  secure_node s;
  speak_tls_to(s.node.options().listen.port);
  const auto begun = steady::now();
  client_socket lost(s.node.options().listen.port);
  BOOST_TEST(!lost.good());
  speak_in_the_clear_to(s.node.options().listen.port);
  BOOST_TEST((steady::now() - begun < 8s)); // the limit for a request is 10 s
}

BOOST_AUTO_TEST_CASE(half_a_handshake_is_ended_at_its_deadline_and_a_slow_one_too) {
  secure_node s(1, [](auto& o) { o.limits.hello_ms = 500; });
  const auto ended = [&](const std::string& first, bool drip) {
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(s.node.tls_port());
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    BOOST_REQUIRE(connect(fd, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0);
    const timeval bound{0, 50'000};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &bound, sizeof bound);
    (void)send(fd, first.data(), first.size(), MSG_NOSIGNAL);
    const auto until = steady::now() + 5s;
    bool over = false;
    char piece[256];
    while (!over && steady::now() < until) {
      if (drip) (void)send(fd, "\x01", 1, MSG_NOSIGNAL);
      const auto n = recv(fd, piece, sizeof piece, 0);
      over = n == 0 || (n < 0 && errno != EAGAIN);
    }
    close(fd);
    return over;
  };
  BOOST_TEST(ended("", false));
  BOOST_TEST(ended(std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11), false));
  BOOST_TEST(ended(std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11), true));
  BOOST_TEST(native_client(s.node.tls_port(), {}).greeting().ok);
}

BOOST_AUTO_TEST_CASE(a_flood_of_handshakes_leaves_others_their_turn) {
  secure_node s;
  std::atomic<bool> over{false};
  std::atomic<int> shaken{0};
  std::vector<std::thread> flood;
  for (int i = 0; i < 4; ++i)
    flood.emplace_back([&] {
      while (!over) {
        client_socket each(s.node.tls_port());
        if (each.good()) ++shaken;
      }
    });
  speaker ada(s.node.options().listen.port, speech::msgpack), bob(s.node.tls_port(), speech::msgpack);
  for (auto* each : {&ada, &bob}) {
    BOOST_REQUIRE(each->hello().ok());
    BOOST_REQUIRE(each->call("room.join", "lobby").ok());
  }
  const auto before = shaken.load();
  int heard = 0;
  for (int i = 0; i < 100; ++i) {
    ada.send("publish", "lobby", R"({"event":"tick","data":1})");
    if (bob.next("tick")) ++heard;
  }
  BOOST_TEST(heard == 100);
  const auto until = steady::now() + 10s;
  while (shaken == before && steady::now() < until)
    std::this_thread::sleep_for(10ms);
  BOOST_TEST(shaken.load() > before);
  over = true;
  for (auto& each : flood)
    each.join();
  // Figures are a quarter of a second old.
  const auto told = [&] { return metric(s.node.tls_port(), "snug_tls_handshakes_total") > 0.0; };
  bool counted = told();
  for (const auto last = steady::now() + 10s; !counted && steady::now() < last; counted = told())
    std::this_thread::sleep_for(50ms);
  BOOST_TEST(counted);
}

// ---- the real clients

BOOST_DATA_TEST_CASE(our_own_client_comes_over_wss_and_believes_only_whom_it_knows, shards, count) {
  secure_node s(count);
  const auto url = "wss://localhost:" + std::to_string(s.node.tls_port());
  {
    chatting_pair strangers(url);
    BOOST_TEST(!strangers.start());
  }
  setenv("SSL_CERT_FILE", s.node.options().tls.certificate.c_str(), 1);
  chatting_pair pair(url);
  const bool began = pair.start();
  BOOST_TEST(began);
  if (began) std::this_thread::sleep_for(200ms);
  const auto talk = pair.finish();
  unsetenv("SSL_CERT_FILE");
  BOOST_TEST(talk.said > 0u);
  BOOST_TEST(talk.heard == talk.said);
  BOOST_TEST(talk.refused == 0u);
  BOOST_TEST(talk.wrong == 0u);
}

BOOST_AUTO_TEST_CASE(python_asks_over_https_and_checks_who_answers) {
  secure_node s;
  const auto run = [&](const std::string& authority) {
    const auto program = "import ssl,urllib.request as u;"
                         "c=ssl.create_default_context(cafile='" +
                         authority +
                         "');print(u.urlopen('https://localhost:" + std::to_string(s.node.tls_port()) +
                         "/health',context=c).read().decode())";
    return std::system(("python3 -c \"" + program + "\" > " + s.folder + "/said 2>&1").c_str());
  };
  BOOST_TEST(run(s.folder + "/own.crt") == 0);
  std::ostringstream said;
  said << std::ifstream(s.folder + "/said").rdbuf();
  BOOST_TEST(said.str() == "{\"ok\":true}\n\n");
  test_certificate::make("stranger").write(s.folder, "stranger");
  BOOST_TEST(run(s.folder + "/stranger.crt") != 0);
}

BOOST_AUTO_TEST_CASE(snug_status_asks_over_https) {
  secure_node s;
  const auto asks = [&](const std::string& authority) {
    return std::system(("SSL_CERT_FILE=" + s.folder + "/" + authority + ".crt " + SNUG_PROGRAM +
                        " status --url https://127.0.0.1:" + std::to_string(s.node.tls_port()) + " > " +
                        s.folder + "/said 2>&1")
                           .c_str());
  };
  BOOST_TEST(asks("own") == 0);
  test_certificate::make("stranger").write(s.folder, "stranger");
  BOOST_TEST(asks("stranger") != 0);
  std::ostringstream said;
  said << std::ifstream(s.folder + "/said").rdbuf();
  BOOST_TEST(said.str().find("the server's certificate: self-signed certificate") != std::string::npos,
             said.str());
}

BOOST_DATA_TEST_CASE(draining_tells_those_under_tls_as_well, shards, count) {
  secure_node s(count, [](auto& o) { o.drain_ms = 1'000; });
  native_client ada(s.node.tls_port(), {}), bob(s.node.tls_port(), {});
  std::thread drains([&node = *s.node] { node.drain(); });
  BOOST_TEST(ada.close_code() == 4000);
  BOOST_TEST(bob.close_code() == 4000);
  drains.join();
}

BOOST_AUTO_TEST_SUITE_END()
