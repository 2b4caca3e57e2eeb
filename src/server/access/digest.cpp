#include "server/access/digest.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <sys/random.h>

#include "base/assert.hpp"

namespace tri::server {

namespace {

std::string hex_of(const unsigned char* bytes, size_t size) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(size * 2);
  for (size_t i = 0; i < size; ++i) {
    text += kDigits[bytes[i] >> 4];
    text += kDigits[bytes[i] & 15];
  }
  return text;
}

}  // namespace

std::string sha256(std::string_view bytes) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  const int ok = EVP_Digest(bytes.data(), bytes.size(), digest, &size, EVP_sha256(), nullptr);
  TRI_CHECK(ok == 1);
  return hex_of(digest, size);
}

std::string random_hex(size_t bytes) {
  std::string room(bytes, '\0');
  for (size_t done = 0; done < bytes;) {
    const ssize_t n = getrandom(room.data() + done, bytes - done, 0);
    if (n > 0) done += size_t(n);
  }
  return hex_of(reinterpret_cast<const unsigned char*>(room.data()), bytes);
}

bool same_secret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace tri::server
