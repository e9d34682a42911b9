#include "transport/server/certificate_files.hpp"
#include "transport/server/text_file.hpp"

namespace snug::server {

using transport::tls::certificate;

certificate::outcome read_certificate_files(const config::options& options, std::int64_t now) {
  const auto& tls = options.tls;
  if (tls.certificate.empty()) return {};
  certificate::source from;
  certificate::outcome out;
  const auto take = [&](const char* option, const std::string& path, std::string& into) {
    auto text = read_text_file(path);
    if (!text)
      out.complaints.push_back(std::string(option) + ": " + path + ": can't be read");
    else if (text->size() > largest_text_file)
      out.complaints.push_back(std::string(option) + ": " + path + ": is larger than 1 MiB");
    else
      into = std::move(*text);
  };
  take("tls.certificate", tls.certificate, from.chain);
  take("tls.key", tls.key, from.key);
  if (!out.complaints.empty()) return out;
  from.chain_name = tls.certificate;
  from.key_name = tls.key;
  from.only_1_3 = tls.min_version == "1.3";
  return certificate::read(from, now);
}

std::string stamp_of_certificate_files(const config::options& options) {
  return stamp_of_files({options.tls.certificate, options.tls.key});
}

} // namespace snug::server
