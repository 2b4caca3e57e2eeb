#include "syntax/keyword.hpp"

#include <array>
#include <cstring>

namespace tri::syntax {

namespace {

struct Word {
  TokenKind kind = TokenKind::Name;
  uint8_t size = 0;
  char letters[9] = {};

  bool operator==(const Word&) const = default;
};

constexpr Word kWords[] = {
#define TRI_KEYWORD(name, spelling) {TokenKind::name, sizeof(spelling) - 1, spelling},
#define TRI_SYMBOL(name, spelling)
#define TRI_CLASS(name, description)
#include "syntax/tokens.def"
#undef TRI_KEYWORD
#undef TRI_SYMBOL
#undef TRI_CLASS
};

constexpr size_t kSlots = 64;

// No two keywords agree in it.
constexpr size_t slot_of(unsigned first, unsigned last, size_t size) {
  return (first + last + size * 8) % kSlots;
}

constexpr std::array<Word, kSlots> keyword_table() {
  std::array<Word, kSlots> table{};
  for (const Word& word : kWords) {
    Word& slot = table[slot_of(static_cast<unsigned char>(word.letters[0]),
                               static_cast<unsigned char>(word.letters[word.size - 1]), word.size)];
    if (slot.size != 0) return {};  // two words in one slot: caught below
    slot = word;
  }
  return table;
}

constexpr auto kTable = keyword_table();
static_assert(kTable != std::array<Word, kSlots>{}, "two keywords share a slot");

}  // namespace

TokenKind keyword_or_name(const char* word, size_t size) {
  const Word& slot = kTable[slot_of(static_cast<unsigned char>(word[0]),
                                    static_cast<unsigned char>(word[size - 1]), size)];
  if (slot.size != size || std::memcmp(slot.letters, word, size) != 0) return TokenKind::Name;
  return slot.kind;
}

}  // namespace tri::syntax
