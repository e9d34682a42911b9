#include "transport/server/operator_key.hpp"
#include "transport/identity/secrets.hpp"
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <unistd.h>

namespace snug::server {

namespace {

std::string path_in(const std::string& directory) { return directory + "/operator"; }

/// Where the server is reached from its own machine.
std::string url_of(const std::string& address, std::uint16_t port) {
  std::string host = address;
  if (host == "0.0.0.0") host = "127.0.0.1";
  if (host == "::") host = "::1";
  if (host.find(':') != host.npos) host = "[" + host + "]";
  return "ws://" + host + ":" + std::to_string(port);
}

} // namespace

operator_key::operator_key(const config::options& options, std::uint16_t port, transport::access_book& book,
                           store::random_source& random)
  : path_(path_in(options.store.directory)) {
  const auto secret = transport::new_secret(random);
  const std::string id(transport::access_book::operator_id);
  const auto text =
      url_of(options.listen.address, port) + "\n" + transport::access_book::text_of_key(id, secret) + "\n";
  ::unlink(path_.c_str()); // one that a server left behind when it was killed, whatever its mode
  const int file = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file < 0 || ::write(file, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
    trouble_ = path_ + " can't be written (" + std::strerror(errno) + "): `snug key` can't reach this server";
  if (file >= 0) ::close(file);
  if (!trouble_.empty()) return;
  facets::key_row row;
  row.user = "service:operator";
  row.label = "operator";
  row.secret = transport::access_book::kept_of(secret);
  row.may = model::scope::admin;
  book.add_passing_key(id, std::move(row));
}

operator_key::~operator_key() {
  if (trouble_.empty()) ::unlink(path_.c_str());
}

std::optional<operator_key::access> operator_key::read(const std::string& directory) {
  std::ifstream file(path_in(directory));
  access found;
  if (!std::getline(file, found.url) || !std::getline(file, found.key)) return std::nullopt;
  return found;
}

} // namespace snug::server
