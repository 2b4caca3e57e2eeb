#include "net/tls/context.hpp"

#include <openssl/x509v3.h>

namespace tri::net::tls {
namespace {

void refuse_old_versions(Context& context) {
  boost::system::error_code ignored;
  context.set_options(Context::no_tlsv1 | Context::no_tlsv1_1 | Context::single_dh_use, ignored);
}

}  // namespace

Result<std::shared_ptr<Context>> server_context(const std::string& certificate_file,
                                                const std::string& key_file) {
  auto context = std::make_shared<Context>(Context::tls_server);
  refuse_old_versions(*context);
  boost::system::error_code error;
  context->use_certificate_chain_file(certificate_file, error);
  if (error) return fail("cannot use " + certificate_file + ": " + error.message());
  context->use_private_key_file(key_file, Context::pem, error);
  if (error) return fail("cannot use " + key_file + ": " + error.message());
  return context;
}

Result<std::unique_ptr<Context>> client_context(const ClientOptions& options) {
  auto context = std::make_unique<Context>(Context::tls_client);
  refuse_old_versions(*context);
  boost::system::error_code error;
  if (!options.verify) {
    context->set_verify_mode(boost::asio::ssl::verify_none, error);
    return context;
  }
  context->set_verify_mode(boost::asio::ssl::verify_peer, error);
  if (options.authorities_file.empty())
    context->set_default_verify_paths(error);
  else
    context->load_verify_file(options.authorities_file, error);
  if (error)
    return fail("cannot use " +
                (options.authorities_file.empty() ? std::string("the system's authorities")
                                                  : options.authorities_file) +
                ": " + error.message());
  return context;
}

bool expect_host(SSL* stream, const std::string& host, bool is_address, bool verify) {
  if (!is_address && SSL_set_tlsext_host_name(stream, host.c_str()) != 1) return false;
  if (!verify) return true;
  X509_VERIFY_PARAM* const judged = SSL_get0_param(stream);
  if (is_address) return X509_VERIFY_PARAM_set1_ip_asc(judged, host.c_str()) == 1;
  X509_VERIFY_PARAM_set_hostflags(judged, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  return SSL_set1_host(stream, host.c_str()) == 1;
}

std::string explain_handshake(SSL* stream, const std::string& host, bool verify,
                              const boost::system::error_code& error) {
  const long verdict = SSL_get_verify_result(stream);
  if (verify && verdict != X509_V_OK)
    return "the certificate of " + host + " is not good: " + X509_verify_cert_error_string(verdict);
  return "no TLS with " + host + ": " + error.message();
}

}  // namespace tri::net::tls
