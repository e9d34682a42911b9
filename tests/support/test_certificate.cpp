#include "tests/support/test_certificate.hpp"
#include <filesystem>
#include <fstream>
#include <memory>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <stdexcept>

namespace snug::test {

namespace {

struct freed {
  void operator()(BIO* p) const { BIO_free(p); }
  void operator()(X509* p) const { X509_free(p); }
  void operator()(X509_EXTENSION* p) const { X509_EXTENSION_free(p); }
  void operator()(EVP_PKEY* p) const { EVP_PKEY_free(p); }
};
template <class T> using owned = std::unique_ptr<T, freed>;

std::string text_of(BIO* bio) {
  const char* text = nullptr;
  const auto size = BIO_get_mem_data(bio, &text);
  return {text, static_cast<std::size_t>(size)};
}

void extend(X509* to, int what, const char* how) {
  const owned<X509_EXTENSION> made(X509V3_EXT_conf_nid(nullptr, nullptr, what, how));
  X509_add_ext(to, made.get(), -1);
}

void replace(const std::string& path, const std::string& text) {
  std::ofstream(path + ".new", std::ios::binary) << text;
  std::filesystem::rename(path + ".new", path);
}

} // namespace

test_certificate test_certificate::make(const std::string& name, kind of, long begins, long ends) {
  const owned<EVP_PKEY> key(of == kind::rsa ? EVP_RSA_gen(2048) : EVP_EC_gen("P-256"));
  const owned<X509> made(X509_new());
  if (!key || !made) throw std::runtime_error("no certificate could be made");
  std::uint32_t serial = 0;
  RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial);
  X509_set_version(made.get(), X509_VERSION_3);
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(made.get()), serial | 1u);
  X509_gmtime_adj(X509_getm_notBefore(made.get()), begins);
  X509_gmtime_adj(X509_getm_notAfter(made.get()), ends);
  X509_set_pubkey(made.get(), key.get());
  auto* subject = X509_get_subject_name(made.get());
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  X509_set_issuer_name(made.get(), subject);
  extend(made.get(), NID_basic_constraints, "critical,CA:TRUE");
  extend(made.get(), NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1");
  X509_sign(made.get(), key.get(), EVP_sha256());

  test_certificate out;
  const owned<BIO> certificate(BIO_new(BIO_s_mem())), secret(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(certificate.get(), made.get());
  PEM_write_bio_PrivateKey(secret.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  out.certificate = text_of(certificate.get());
  out.key = text_of(secret.get());
  return out;
}

void test_certificate::write(const std::string& folder, const std::string& name) const {
  replace(folder + "/" + name + ".key", key);
  replace(folder + "/" + name + ".crt", certificate);
}

} // namespace snug::test
