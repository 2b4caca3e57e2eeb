#include "net/deflate/deflater.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <cstring>
#include <new>

#include "base/assert.hpp"
#include "net/deflate/block.hpp"

namespace tri::net::deflate {
namespace {

constexpr unsigned kHashBits = 12;
constexpr uint32_t kHashed = 4;  // bytes; three of JSON seldom save anything at a distance
constexpr uint32_t kSlack = 8;   // read beyond the end when comparing
constexpr uint32_t kLeastHalf = 4096;
constexpr size_t kHeads = size_t{1} << kHashBits;

size_t size_of_pages(uint32_t half) {
  return sizeof(uint16_t) * (kHeads + half) + 2 * half + kSlack;
}

uint32_t load32(const uint8_t* bytes) {
  uint32_t word;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}
uint32_t hash_of(const uint8_t* bytes) { return load32(bytes) * 0x9e3779b1u >> (32 - kHashBits); }

// How many bytes are equal, at most `most`. Reads up to 7 bytes beyond them.
uint32_t equal_bytes(const uint8_t* a, const uint8_t* b, uint32_t most) {
  for (uint32_t i = 0; i < most; i += 8) {
    uint64_t x, y;
    std::memcpy(&x, a + i, sizeof x);
    std::memcpy(&y, b + i, sizeof y);
    if (x != y) return std::min(most, i + uint32_t(__builtin_ctzll(x ^ y)) / 8);
  }
  return most;
}

}  // namespace

// How hard to look for matches.
struct Deflater::Effort {
  uint32_t chain;   // candidates looked at
  uint32_t lazy;    // a shorter match waits for what begins one byte later
  uint32_t enough;  // a match as long ends the search
};

const Deflater::Effort& Deflater::effort_of(int level) {
  // Measured on the mix of websocket_bench (docs/design/net.md); 6 saves what zlib's 6 saves.
  static constexpr Effort kEfforts[] = {{1, 0, 16},    {2, 0, 16},     {4, 0, 24},
                                        {6, 8, 32},    {8, 12, 48},    {16, 24, 96},
                                        {32, 48, 160}, {64, 258, 258}, {256, 258, 258}};
  return kEfforts[std::clamp(level, 1, 9) - 1];
}

Deflater::Deflater(int window_bits, int level)
    : effort_(effort_of(level)),
      reach_(1u << std::clamp(window_bits, 9, 15)),
      half_(std::max(reach_, kLeastHalf)),
      pages_(nullptr, {size_of_pages(half_)}) {
  void* const mapped = ::mmap(nullptr, pages_.get_deleter().size, PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED) throw std::bad_alloc();
  pages_.reset(static_cast<uint8_t*>(mapped));
  heads_ = reinterpret_cast<uint16_t*>(pages_.get());
  links_ = heads_ + kHeads;
  text_ = reinterpret_cast<uint8_t*>(links_ + half_);
}

void Deflater::Unmap::operator()(uint8_t* pages) const { ::munmap(pages, size); }

Deflater::~Deflater() = default;

void Deflater::forget() {
  end_ = inserted_ = 1;
  std::fill_n(heads_, kHeads, uint16_t{0});
}

std::string_view Deflater::recent() const {
  const uint32_t size = std::min(end_ - 1, reach_);
  return {reinterpret_cast<const char*>(text_) + end_ - size, size};
}

size_t Deflater::memory() const { return sizeof *this + size_of_pages(half_); }

void Deflater::slide() {
  std::memmove(text_, text_ + half_, end_ - half_);
  const auto move = [by = half_](uint16_t& position) {
    position = uint16_t(position > by ? position - by : 0);
  };
  std::for_each_n(heads_, kHeads, move);
  std::for_each_n(links_, half_, move);
  end_ -= half_;
  inserted_ -= half_;
  slid_ = true;
}

// Takes as much of the text as there is room for.
size_t Deflater::append(std::string_view text) {
  // Positions are 16 bits.
  const uint32_t capacity = std::min<uint32_t>(2 * half_, UINT16_MAX);
  if (end_ == capacity) slide();
  const size_t size = std::min<size_t>(text.size(), capacity - end_);
  std::memcpy(text_ + end_, text.data(), size);
  end_ += uint32_t(size);
  return size;
}

void Deflater::insert_until(size_t at) {
  const auto until = uint32_t(std::min<size_t>(at, end_ < kHashed ? 0 : end_ - kHashed + 1));
  for (; inserted_ < until; ++inserted_) {
    uint16_t& head = heads_[hash_of(text_ + inserted_)];
    links_[inserted_ & (half_ - 1)] = head;
    head = uint16_t(inserted_);
  }
}

Deflater::Match Deflater::longest_match(size_t at, uint32_t longer_than) {
  insert_until(at);
  Match best{longer_than, 0};
  const uint32_t most = std::min<uint32_t>(kMaxMatch, uint32_t(end_ - at));
  if (most < kHashed || most <= longer_than) return {};
  const uint8_t* const here = text_ + at;
  const auto lowest = uint32_t(at > reach_ ? at - reach_ : 1);
  uint32_t candidate = heads_[hash_of(here)], before = uint32_t(at);
  for (uint32_t left = effort_.chain; left > 0; --left) {
    // Positions of a chain fall; one that does not was left by text that was taken back.
    if (candidate < lowest || candidate >= before) break;
    const uint8_t* const there = text_ + candidate;
    if (load32(there) == load32(here) && there[best.length] == here[best.length]) {
      const uint32_t length = equal_bytes(there, here, most);
      if (length > best.length) {
        best = {length, uint32_t(at) - candidate};
        if (length >= effort_.enough || length == most) break;
      }
    }
    before = candidate;
    candidate = links_[candidate & (half_ - 1)];
  }
  return best.distance == 0 ? Match{} : best;
}

void Deflater::tokenise(size_t begin, size_t end, Block& block, std::string& out) {
  for (size_t at = begin; at < end;) {
    if (block.full()) block.write(out);
    Match match = longest_match(at, kHashed - 1);
    if (match.length == 0) {
      block.literal(text_[at++]);
      continue;
    }
    while (match.length < effort_.lazy && !block.full()) {
      const Match later = longest_match(at + 1, match.length);
      if (later.length == 0) break;
      block.literal(text_[at++]);
      match = later;
    }
    if (block.full()) block.write(out);
    block.match(match.length, match.distance);
    at += match.length;
  }
}

bool Deflater::compress(std::string_view text, size_t limit, std::string& out) {
  const size_t start = out.size();
  const uint32_t before = end_;
  Block block;
  slid_ = false;
  while (!text.empty()) {
    const size_t size = append(text);
    tokenise(end_ - size, end_, block, out);
    text.remove_prefix(size);
  }
  block.finish(out);
  if (out.size() - start < limit) return true;
  out.resize(start);
  if (slid_) {
    forget();
  } else {
    end_ = before;
    inserted_ = std::min(inserted_, before);
  }
  return false;
}

void Deflater::learn(std::string_view text) {
  if (text.size() > reach_) text.remove_prefix(text.size() - reach_);
  while (!text.empty()) {
    text.remove_prefix(append(text));
    insert_until(end_);
  }
}

}  // namespace tri::net::deflate
