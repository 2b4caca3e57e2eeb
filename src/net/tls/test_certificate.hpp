// A certificate for the tests of TLS.
#pragma once

#include <doctest/doctest.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <cstdio>

namespace tri::net::tls {

// A key and a certificate for 127.0.0.1 that it signs itself, in two files that go with it.
struct TestCertificate {
  TestCertificate() {
    EVP_PKEY* const key = EVP_EC_gen("P-256");
    X509* const certificate = X509_new();
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_NAME* const name = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("a test"), -1, -1, 0);
    X509_set_issuer_name(certificate, name);
    X509_set_pubkey(certificate, key);
    X509_EXTENSION* const hosts =
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "IP:127.0.0.1");
    X509_add_ext(certificate, hosts, -1);
    X509_EXTENSION_free(hosts);
    X509_sign(certificate, key, EVP_sha256());
    write(certificate_file, [&](FILE* file) { PEM_write_X509(file, certificate); });
    write(key_file, [&](FILE* file) {
      PEM_write_PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr);
    });
    X509_free(certificate);
    EVP_PKEY_free(key);
  }
  ~TestCertificate() {
    ::unlink(certificate_file);
    ::unlink(key_file);
  }
  template <class Write>
  static void write(char* name, Write what) {
    FILE* const file = ::fdopen(::mkstemp(name), "w");
    REQUIRE(file != nullptr);
    what(file);
    std::fclose(file);
  }
  char certificate_file[32] = "/tmp/trinity-cert-XXXXXX";
  char key_file[32] = "/tmp/trinity-key-XXXXXX";
};

}  // namespace tri::net::tls
