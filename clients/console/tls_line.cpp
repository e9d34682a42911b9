#include "clients/console/tls_line.hpp"
#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace snug::console {

namespace {

bool is_address(const std::string& host) {
  unsigned char bytes[16];
  return inet_pton(AF_INET, host.c_str(), bytes) == 1 || inet_pton(AF_INET6, host.c_str(), bytes) == 1;
}

std::string last_words() {
  const char* words = ERR_reason_error_string(ERR_peek_last_error());
  return words ? words : "the connection was lost";
}

} // namespace

tls_line::tls_line(int socket, const std::string& host)
  : context_(SSL_CTX_new(TLS_client_method()))
  , line_(nullptr) {
  SSL_CTX_set_default_verify_paths(context_);
  SSL_CTX_set_verify(context_, SSL_VERIFY_PEER, nullptr);
  line_ = SSL_new(context_);
  if (is_address(host)) {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(line_), host.c_str());
  } else {
    SSL_set1_host(line_, host.c_str());
    SSL_set_tlsext_host_name(line_, host.c_str());
  }
  SSL_set_fd(line_, socket);
  ERR_clear_error();
  if (SSL_connect(line_) == 1) return;
  const auto judged = SSL_get_verify_result(line_);
  trouble_ = judged == X509_V_OK
                 ? "TLS failed: " + last_words()
                 : std::string("the server's certificate: ") + X509_verify_cert_error_string(judged);
}

tls_line::~tls_line() {
  SSL_free(line_);
  SSL_CTX_free(context_);
}

bool tls_line::send(std::string_view bytes) {
  return SSL_write(line_, bytes.data(), static_cast<int>(bytes.size())) == static_cast<int>(bytes.size());
}

long tls_line::receive(char* to, std::size_t size) {
  const int got = SSL_read(line_, to, static_cast<int>(size));
  if (got > 0) return got;
  return SSL_get_error(line_, got) == SSL_ERROR_ZERO_RETURN ? 0 : -1;
}

} // namespace snug::console
