#include "tests/support/test_certificate.hpp"
#include "transport/tls/certificates.hpp"
#include "transport/tls/stream.hpp"
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <ctime>
#include <memory>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace snug::transport::tls;
using snug::test::test_certificate;

namespace {

const test_certificate& one() {
  static const auto made = test_certificate::make("one");
  return made;
}
const test_certificate& other() {
  static const auto made = test_certificate::make("other", test_certificate::kind::rsa);
  return made;
}

certificate::outcome read(const std::string& chain, const std::string& key, bool only_1_3 = false) {
  return certificate::read({chain, key, "a.crt", "a.key", only_1_3}, std::time(nullptr));
}

std::string only_complaint(const certificate::outcome& of) {
  return !of.made && of.complaints.size() == 1 ? of.complaints.front() : "not one complaint";
}

/// A client at the other end of a socket pair; both ends don't wait.
struct pair {
  explicit pair(const certificate& with, int version = TLS1_3_VERSION, SSL_SESSION* earlier = nullptr) {
    int ends[2];
    socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends);
    client_fd = ends[0];
    server_fd = ends[1];
    server = std::make_unique<stream>(with, server_fd);
    context = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_max_proto_version(context, version);
    SSL_CTX_set_min_proto_version(context, version);
    client = SSL_new(context);
    SSL_set_fd(client, client_fd);
    SSL_set_connect_state(client);
    if (earlier) SSL_set_session(client, earlier);
  }
  ~pair() {
    SSL_free(client);
    SSL_CTX_free(context);
    server.reset();
    close(client_fd);
    close(server_fd);
  }
  pair(const pair&) = delete;
  pair& operator=(const pair&) = delete;

  stream::state shake() {
    auto now = stream::state::more;
    for (int i = 0; i < 10 && now == stream::state::more; ++i) {
      (void)SSL_do_handshake(client);
      now = server->shake_hands();
    }
    (void)SSL_do_handshake(client);
    return now;
  }
  /// What the client reads until nothing is there.
  std::string client_reads() {
    std::string out;
    char piece[16'384];
    for (int n; (n = SSL_read(client, piece, sizeof piece)) > 0;)
      out.append(piece, static_cast<std::size_t>(n));
    return out;
  }

  int client_fd = -1, server_fd = -1;
  std::unique_ptr<stream> server;
  SSL_CTX* context = nullptr;
  SSL* client = nullptr;
};

constexpr int versions[] = {TLS1_2_VERSION, TLS1_3_VERSION};

} // namespace

BOOST_AUTO_TEST_SUITE(tls)

BOOST_AUTO_TEST_CASE(certificate_and_key_that_belong_together_are_taken) {
  const auto ec = read(one().certificate, one().key);
  BOOST_REQUIRE(ec.made);
  BOOST_TEST(ec.made->subject() == "CN=one");
  BOOST_TEST(ec.remarks.empty());
  BOOST_TEST((ec.made->ends() > std::time(nullptr) + 3'500));
  BOOST_TEST((read(other().certificate, other().key).made != nullptr));
  // A chain: what comes behind the certificate is sent along.
  BOOST_TEST((read(one().certificate + other().certificate, one().key).made != nullptr));
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_said_with_option_and_file) {
  BOOST_TEST(only_complaint(read(one().certificate, other().key)) ==
             "tls.key: a.key: belongs to another certificate than tls.certificate");
  BOOST_TEST(only_complaint(read("rubbish", one().key)) ==
             "tls.certificate: a.crt: holds no certificate in PEM");
  BOOST_TEST(only_complaint(read(one().certificate, "rubbish")) ==
             "tls.key: a.key: holds no private key in PEM without a passphrase");
  BOOST_TEST(only_complaint(read(one().certificate, one().certificate)) ==
             "tls.key: a.key: holds no private key in PEM without a passphrase");
  BOOST_TEST(read("", "").complaints.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_key_with_a_passphrase_is_refused_and_nobody_is_asked_for_it) {
  auto* in = BIO_new_mem_buf(one().key.data(), static_cast<int>(one().key.size()));
  auto* key = PEM_read_bio_PrivateKey(in, nullptr, nullptr, nullptr);
  auto* out = BIO_new(BIO_s_mem());
  PEM_write_bio_PrivateKey(out, key, EVP_aes_128_cbc(), reinterpret_cast<const unsigned char*>("secret"), 6,
                           nullptr, nullptr);
  const char* text = nullptr;
  const auto size = BIO_get_mem_data(out, &text);
  BOOST_TEST(only_complaint(read(one().certificate, {text, static_cast<std::size_t>(size)})) ==
             "tls.key: a.key: holds no private key in PEM without a passphrase");
  BIO_free(out);
  EVP_PKEY_free(key);
  BIO_free(in);
}

BOOST_AUTO_TEST_CASE(a_certificate_out_of_its_time_is_taken_with_a_remark) {
  const auto old = test_certificate::make("old", test_certificate::kind::p256, -7'200, -3'600);
  const auto early = test_certificate::make("early", test_certificate::kind::p256, 3'600, 7'200);
  const auto a = read(old.certificate, old.key), b = read(early.certificate, early.key);
  BOOST_TEST((a.made && b.made));
  BOOST_TEST(a.remarks == std::vector<std::string>{"tls.certificate: a.crt: has run out"},
             boost::test_tools::per_element());
  BOOST_TEST(b.remarks == std::vector<std::string>{"tls.certificate: a.crt: isn't valid yet"},
             boost::test_tools::per_element());
}

BOOST_DATA_TEST_CASE(both_sides_hear_what_the_other_says, versions, version) {
  const auto with = read(one().certificate, one().key).made;
  pair p(*with, version);
  BOOST_REQUIRE((p.shake() == stream::state::done));
  BOOST_TEST(!p.server->resumed());
  SSL_write(p.client, "question", 8);
  char buffer[16'384];
  const auto got = p.server->read(buffer, sizeof buffer);
  BOOST_TEST((got.now == stream::state::done));
  BOOST_TEST(std::string(buffer, got.bytes) == "question");
  BOOST_TEST((p.server->read(buffer, sizeof buffer).now == stream::state::more));
  BOOST_TEST(!p.server->holds_unread());
  BOOST_TEST(p.server->write("answer"));
  BOOST_TEST(p.client_reads() == "answer");
}

BOOST_AUTO_TEST_CASE(what_the_socket_does_not_take_waits_and_goes_in_order) {
  const auto with = read(one().certificate, one().key).made;
  pair p(*with);
  BOOST_REQUIRE((p.shake() == stream::state::done));
  std::string sent, got;
  for (int i = 0; i < 40; ++i) {
    std::string piece(50'000, static_cast<char>('a' + i % 26));
    BOOST_TEST(p.server->write(piece));
    sent += piece;
  }
  BOOST_TEST(p.server->waiting() > 0u);
  for (int i = 0; i < 10'000 && got.size() < sent.size(); ++i) {
    got += p.client_reads();
    BOOST_REQUIRE(p.server->flush());
  }
  BOOST_TEST((got == sent));
  BOOST_TEST(p.server->waiting() == 0u);
}

BOOST_AUTO_TEST_CASE(records_that_came_together_are_held_until_they_are_read) {
  const auto with = read(one().certificate, one().key).made;
  pair p(*with);
  BOOST_REQUIRE((p.shake() == stream::state::done));
  for (const auto* word : {"one", "two", "three"})
    SSL_write(p.client, word, static_cast<int>(std::string(word).size()));
  char buffer[16'384];
  std::string heard;
  auto got = p.server->read(buffer, sizeof buffer);
  heard.append(buffer, got.bytes);
  BOOST_TEST(p.server->holds_unread()); // nothing is in the kernel any more
  char peeked;
  BOOST_TEST(recv(p.server_fd, &peeked, 1, MSG_PEEK) < 0);
  while ((got = p.server->read(buffer, sizeof buffer)).now == stream::state::done)
    heard.append(buffer, got.bytes);
  BOOST_TEST(heard == "onetwothree");
  BOOST_TEST(!p.server->holds_unread());
}

BOOST_AUTO_TEST_CASE(half_a_record_is_nothing_to_come_back_for) {
  const auto with = read(one().certificate, one().key).made;
  pair p(*with);
  BOOST_REQUIRE((p.shake() == stream::state::done));
  BOOST_TEST(send(p.client_fd, "\x17\x03\x03\x00\x40half", 9, 0) == 9);
  char buffer[16'384];
  BOOST_TEST((p.server->read(buffer, sizeof buffer).now == stream::state::more));
  BOOST_TEST(!p.server->holds_unread());
}

BOOST_DATA_TEST_CASE(a_client_comes_back_with_its_ticket, versions, version) {
  const auto with = read(one().certificate, one().key).made;
  pair first(*with, version);
  BOOST_REQUIRE((first.shake() == stream::state::done));
  (void)first.server->write("hello"); // with 1.3 the ticket comes behind the handshake
  (void)first.client_reads();
  auto* earlier = SSL_get1_session(first.client);
  SSL_shutdown(first.client);
  {
    pair again(*with, version, earlier);
    BOOST_REQUIRE((again.shake() == stream::state::done));
    BOOST_TEST(again.server->resumed());
  }
  {
    // The same files read anew have another key for tickets.
    const auto anew = read(one().certificate, one().key).made;
    pair again(*anew, version, earlier);
    BOOST_REQUIRE((again.shake() == stream::state::done));
    BOOST_TEST(!again.server->resumed());
  }
  SSL_SESSION_free(earlier);
}

BOOST_AUTO_TEST_CASE(an_older_version_than_allowed_fails) {
  const auto strict = read(one().certificate, one().key, true).made;
  pair old(*strict, TLS1_2_VERSION);
  BOOST_TEST((old.shake() == stream::state::failed));
  pair fresh(*strict, TLS1_3_VERSION);
  BOOST_TEST((fresh.shake() == stream::state::done));
}

BOOST_AUTO_TEST_CASE(only_http_1_1_is_spoken) {
  const auto with = read(one().certificate, one().key).made;
  const auto offer = [&](std::string_view protocols) {
    pair p(*with);
    SSL_set_alpn_protos(p.client, reinterpret_cast<const unsigned char*>(protocols.data()),
                        static_cast<unsigned>(protocols.size()));
    if (p.shake() != stream::state::done) return std::string("refused");
    const unsigned char* chosen = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(p.client, &chosen, &size);
    return std::string(reinterpret_cast<const char*>(chosen), size);
  };
  BOOST_TEST(offer("\x02h2\x08http/1.1") == "http/1.1");
  BOOST_TEST(offer("\x02h2") == "refused");
}

BOOST_AUTO_TEST_CASE(requests_in_the_clear_and_rubbish_are_told_apart) {
  const auto with = read(one().certificate, one().key).made;
  const auto sent = [&](std::string_view bytes) {
    pair p(*with);
    BOOST_TEST(send(p.client_fd, bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()));
    return p.server->shake_hands();
  };
  BOOST_TEST((sent("GET / HTTP/1.1\r\n\r\n") == stream::state::not_tls));
  BOOST_TEST((sent("DELETE /x HTTP/1.1\r\n\r\n") == stream::state::not_tls));
  BOOST_TEST((sent("\x01\x02\x03\x04\x05\x06\x07\x08") == stream::state::failed));
  BOOST_TEST((sent("\x16\x03\x01") == stream::state::more)); // the beginning of a record
}

BOOST_AUTO_TEST_CASE(the_end_of_the_other_side_is_noticed) {
  const auto with = read(one().certificate, one().key).made;
  char buffer[64];
  pair polite(*with);
  BOOST_REQUIRE((polite.shake() == stream::state::done));
  SSL_shutdown(polite.client);
  BOOST_TEST((polite.server->read(buffer, sizeof buffer).now == stream::state::failed));
  pair cut(*with);
  BOOST_REQUIRE((cut.shake() == stream::state::done));
  shutdown(cut.client_fd, SHUT_RDWR);
  BOOST_TEST((cut.server->read(buffer, sizeof buffer).now == stream::state::failed));
  BOOST_TEST(!cut.server->write("into the void"));
}

BOOST_AUTO_TEST_SUITE_END()
