#include "bytecode/text.hpp"

#include <cstring>

namespace tri::bytecode {

namespace {

template <class Word>
uint64_t load(const char* from) {
  Word word;
  std::memcpy(&word, from, sizeof word);
  return word;
}

// All of up to 8 bytes, in a word; loads may overlap.
uint64_t load_up_to_8(const char* from, size_t size) {
  if (size >= 4) return load<uint32_t>(from) << 32 | load<uint32_t>(from + size - 4);
  if (size == 0) return 0;
  const auto byte = [&](size_t at) { return uint64_t(static_cast<unsigned char>(from[at])); };
  return byte(0) << 16 | byte(size / 2) << 8 | byte(size - 1);
}

bool equal(const char* x, const char* y, size_t size) {
  if (size > 16) return std::memcmp(x, y, size) == 0;
  if (size < 8) return load_up_to_8(x, size) == load_up_to_8(y, size);
  return load<uint64_t>(x) == load<uint64_t>(y) &&
         load<uint64_t>(x + size - 8) == load<uint64_t>(y + size - 8);
}

uint64_t mix(uint64_t x, uint64_t y) {
  const auto product = static_cast<unsigned __int128>(x) * y;
  return uint64_t(product) ^ uint64_t(product >> 64);
}

// Multiply-and-fold over words of 8 bytes. Not seeded: a chunk made to collide costs its own sender time in a table
// that dies with the compilation, bounded by the size of the source.
uint32_t hash_of(std::string_view bytes) {
  constexpr uint64_t kOdd1 = 0x9e3779b97f4a7c15, kOdd2 = 0xd6e8feb86659fd93;
  const char* at = bytes.data();
  size_t left = bytes.size();
  uint64_t hash = left * kOdd1;
  for (; left > 8; at += 8, left -= 8) hash = mix(hash ^ load<uint64_t>(at), kOdd2);
  hash = mix(hash ^ load_up_to_8(at, left), kOdd1);
  return uint32_t(hash ^ (hash >> 32));
}

}  // namespace

const Text* TextPool::make(std::string_view bytes, uint32_t hash) {
  void* place = arena_.allocate(sizeof(Text) + bytes.size() + 1, alignof(Text));
  auto* text = new (place) Text{uint32_t(texts_.size()), hash, bytes.size()};
  char* data = reinterpret_cast<char*>(text + 1);
  if (!bytes.empty()) std::memcpy(data, bytes.data(), bytes.size());
  data[bytes.size()] = '\0';
  texts_.push_back(text);
  return text;
}

const Text* TextPool::add(std::string_view bytes) { return make(bytes, 0); }

const Text* TextPool::intern(std::string_view bytes) {
  if (interned_ * 2 >= buckets_.size()) [[unlikely]]
    grow();
  const uint32_t hash = hash_of(bytes);
  const size_t mask = buckets_.size() - 1;
  size_t slot = hash & mask;
  while (const Text* text = buckets_[slot]) {
    if (text->hash == hash && text->size == bytes.size() &&
        equal(text->data(), bytes.data(), bytes.size()))
      return text;
    slot = (slot + 1) & mask;
  }
  ++interned_;
  return buckets_[slot] = make(bytes, hash);
}

TRI_COLD void TextPool::grow() {
  std::vector<const Text*> old(buckets_.empty() ? 64 : buckets_.size() * 2);
  old.swap(buckets_);
  const size_t mask = buckets_.size() - 1;
  for (const Text* text : old) {
    if (text == nullptr) continue;
    size_t slot = text->hash & mask;
    while (buckets_[slot] != nullptr) slot = (slot + 1) & mask;
    buckets_[slot] = text;
  }
}

}  // namespace tri::bytecode
