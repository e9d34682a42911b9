#include "transport/tls/certificate.hpp"
#include <ctime>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <utility>

namespace snug::transport::tls {

namespace {

struct freed {
  void operator()(BIO* p) const noexcept { BIO_free(p); }
  void operator()(X509* p) const noexcept { X509_free(p); }
  void operator()(EVP_PKEY* p) const noexcept { EVP_PKEY_free(p); }
};
template <class T> using owned = std::unique_ptr<T, freed>;

/// Nobody is there to type one.
int no_passphrase(char*, int, int, void*) { return -1; }

owned<BIO> text_of(const std::string& pem) {
  return owned<BIO>(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

/// What OpenSSL says last, for people.
std::string last_words() {
  const char* words = nullptr;
  if (const auto code = ERR_peek_last_error(); code != 0) words = ERR_reason_error_string(code);
  ERR_clear_error();
  return words ? words : "no reason given";
}

/// The protocols a client offers; the only one here is chosen, a client that has another in mind is refused.
int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_size, const unsigned char* offered,
                    unsigned size, void*) {
  static constexpr unsigned char ours[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  unsigned char* chosen = nullptr;
  if (SSL_select_next_proto(&chosen, out_size, ours, sizeof ours, offered, size) != OPENSSL_NPN_NEGOTIATED)
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

std::int64_t seconds_of(const ASN1_TIME* at) {
  std::tm parts{};
  return at && ASN1_TIME_to_tm(at, &parts) == 1 ? static_cast<std::int64_t>(timegm(&parts)) : 0;
}

std::string name_of(const X509* certificate) {
  owned<BIO> out(BIO_new(BIO_s_mem()));
  X509_NAME_print_ex(out.get(), X509_get_subject_name(certificate), 0, XN_FLAG_RFC2253);
  const char* text = nullptr;
  const auto size = BIO_get_mem_data(out.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

/// How every connection is to be: small while it is idle, and no more than one way to speak.
void set_up(SSL_CTX* context, bool only_1_3) {
  SSL_CTX_set_min_proto_version(context, only_1_3 ? TLS1_3_VERSION : TLS1_2_VERSION);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                   SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
  SSL_CTX_set_ciphersuites(context,
                           "TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_256_GCM_SHA384");
  // 1.2: with forward secrecy and authenticated encryption only.
  SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM+AES128:ECDHE+CHACHA20:ECDHE+AESGCM");
  // Idle connections keep no buffers; what is there is read in one go.
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_read_ahead(context, 1);
  // Clients keep their sessions themselves, as tickets.
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(context, 1);
  SSL_CTX_set_timeout(context, certificate::ticket_seconds);
  SSL_CTX_set_alpn_select_cb(context, &choose_protocol, nullptr);
}

} // namespace

certificate::~certificate() { SSL_CTX_free(context_); }

certificate::outcome certificate::read(const source& from, std::int64_t now) {
  outcome out;
  const auto complain = [&](std::string_view option, const std::string& name, const std::string& what) {
    out.complaints.push_back(std::string(option) + ": " + (name.empty() ? "" : name + ": ") + what);
  };
  ERR_clear_error();
  const std::shared_ptr<certificate> made(new certificate);
  made->context_ = SSL_CTX_new(TLS_server_method());
  if (!made->context_) {
    complain("tls.certificate", {}, "OpenSSL has no TLS: " + last_words());
    return out;
  }
  auto* context = made->context_;
  set_up(context, from.only_1_3);

  const auto chain = text_of(from.chain);
  owned<X509> own(PEM_read_bio_X509_AUX(chain.get(), nullptr, &no_passphrase, nullptr));
  if (!own) {
    complain("tls.certificate", from.chain_name, "holds no certificate in PEM");
  } else if (SSL_CTX_use_certificate(context, own.get()) != 1) {
    complain("tls.certificate", from.chain_name, "can't be used: " + last_words());
    own.reset();
  }
  const auto key_text = text_of(from.key);
  const owned<EVP_PKEY> key(PEM_read_bio_PrivateKey(key_text.get(), nullptr, &no_passphrase, nullptr));
  if (!key) complain("tls.key", from.key_name, "holds no private key in PEM without a passphrase");
  if (!out.complaints.empty()) {
    ERR_clear_error();
    return out;
  }
  if (X509_check_private_key(own.get(), key.get()) != 1) {
    complain("tls.key", from.key_name, "belongs to another certificate than tls.certificate");
    ERR_clear_error();
    return out;
  }
  if (SSL_CTX_use_PrivateKey(context, key.get()) != 1) {
    complain("tls.key", from.key_name, "can't be used: " + last_words());
    return out;
  }
  for (;;) {
    owned<X509> between(PEM_read_bio_X509(chain.get(), nullptr, &no_passphrase, nullptr));
    if (!between) break;
    if (SSL_CTX_add0_chain_cert(context, between.get()) == 1) {
      (void)between.release(); // the context's from here on
      continue;
    }
    complain("tls.certificate", from.chain_name, "a certificate of its chain can't be used: " + last_words());
    return out;
  }
  ERR_clear_error(); // how the chain ended
  made->subject_ = name_of(own.get());
  made->ends_ = seconds_of(X509_get0_notAfter(own.get()));
  const auto begins = seconds_of(X509_get0_notBefore(own.get()));
  if (begins > now) out.remarks.push_back("tls.certificate: " + from.chain_name + ": isn't valid yet");
  if (made->ends_ < now) out.remarks.push_back("tls.certificate: " + from.chain_name + ": has run out");
  out.made = made;
  return out;
}

} // namespace snug::transport::tls
