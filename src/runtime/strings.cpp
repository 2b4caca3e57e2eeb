#include "runtime/strings.hpp"

#include <clocale>
#include <cstdlib>
#include <cstring>

#include "base/number_text.hpp"
#include "heap/barrier.hpp"
#include "runtime/error.hpp"
#include "runtime/limits.hpp"

namespace tri {

// ---- hashing

namespace {

constexpr uint64_t kMultiplier1 = 0xD6E8FEB86659FD93u, kMultiplier2 = 0xA0761D6478BD642Fu;

// The 128-bit product folded: every bit of both factors reaches every bit of the result.
uint64_t fold(uint64_t a, uint64_t b) {
  const unsigned __int128 product = static_cast<unsigned __int128>(a) * b;
  return uint64_t(product) ^ uint64_t(product >> 64);
}
uint64_t load8(const char* p) {
  uint64_t v;
  std::memcpy(&v, p, 8);
  return v;
}
uint64_t load4(const char* p) {
  uint32_t v;
  std::memcpy(&v, p, 4);
  return v;
}

}  // namespace

uint32_t hash_bytes(std::string_view text, uint64_t seed) {
  const char* p = text.data();
  size_t n = text.size();
  uint64_t h = seed ^ fold(n ^ kMultiplier1, kMultiplier2);
  for (; n > 16; p += 16, n -= 16) h = fold(load8(p) ^ h, load8(p + 8) ^ kMultiplier1);
  // The rest, up to 16 bytes, in two words that may overlap.
  uint64_t a = 0, b = 0;
  if (n >= 8) {
    a = load8(p);
    b = load8(p + n - 8);
  } else if (n >= 4) {
    a = load4(p);
    b = load4(p + n - 4);
  } else if (n > 0) {
    a = uint64_t(uint8_t(p[0])) << 16 | uint64_t(uint8_t(p[n / 2])) << 8 | uint8_t(p[n - 1]);
  }
  h = fold(a ^ kMultiplier2 ^ h, b ^ kMultiplier1);
  h = fold(h, kMultiplier2);
  return uint32_t(h ^ h >> 32);
}

uint32_t hash_of(State* S, Str* s) {
  if (is_short(s) || (s->header.kind & str_bits::kHashed)) return s->header.aux;
  s->header.aux = hash_bytes(text_of(s), S->engine->hash_seed);
  s->header.kind |= str_bits::kHashed;
  wrote(s);
  return s->header.aux;
}

// ---- the table of short strings

namespace {

constexpr uint32_t kFirstSlots = 128;

// A table this full makes room before it takes another string: three quarters, so that a search ends soon.
bool is_full(const StringTable& t) { return t.count >= (t.mask + 1) / 4 * 3; }

// Puts a string that is not in the table into the first slot that is free.
void put(StringTable& t, Str* s, uint32_t hash) {
  uint32_t at = hash & t.mask;
  while (t.slots[at]) at = (at + 1) & t.mask;
  t.slots[at] = s;
  t.hashes[at] = hash;
}

ShortStr* find_short(const StringTable& t, std::string_view text, uint32_t hash) {
  for (uint32_t at = hash & t.mask;; at = (at + 1) & t.mask) {
    if (t.hashes[at] != hash) {
      if (t.hashes[at] == 0 && !t.slots[at]) return nullptr;
      continue;
    }
    auto* s = static_cast<ShortStr*>(t.slots[at]);
    if (!s) return nullptr;  // the hash is 0
    if (s->header.kind == text.size() &&
        (text.empty() || std::memcmp(s->text, text.data(), text.size()) == 0))
      return s;
  }
}

// Moves the strings to a table of `slots` slots. False: no memory.
bool rehash(State* S, uint32_t slots) {
  StringTable& t = S->strings;
  const size_t bytes = string_table_bytes(slots - 1);
  auto* fresh = static_cast<Str**>(S->heap->allocate_storage(bytes));  // may remove strings
  if (!fresh) return false;
  std::memset(fresh, 0, bytes);
  const StringTable old = t;
  t = {.slots = fresh,
       .hashes = reinterpret_cast<uint32_t*>(fresh + slots),
       .mask = slots - 1,
       .count = old.count,
       .most = old.most};
  for (uint32_t i = 0; old.slots && i <= old.mask; ++i)
    if (old.slots[i]) put(t, old.slots[i], old.hashes[i]);
  S->heap->free_storage(old.slots, old.slots ? string_table_bytes(old.mask) : 0);
  wrote(S);
  return true;
}

// Makes sure that one more string has a slot. False: no memory.
bool make_room(State* S) {
  StringTable& t = S->strings;
  if (!is_full(t)) [[likely]]
    return true;
  // A search needs an empty slot to end at; as long as one is left, no memory is no disaster.
  const uint32_t slots = t.mask + 1;
  return (slots <= UINT32_MAX / 4 && rehash(S, slots * 2)) || t.count < t.mask;
}

}  // namespace

bool init_strings(State* S) {
  S->strings = {};
  return rehash(S, kFirstSlots);
}

void free_strings(State* S) {
  StringTable& t = S->strings;
  if (t.slots) S->heap->free_storage(t.slots, string_table_bytes(t.mask));
  t = {};
}

// Programs that make strings and drop them have several times as many before a collection as after: it is their number before
// that the table is for.
void shrink_strings(State* S) {
  StringTable& t = S->strings;
  const uint32_t slots = t.mask + 1, most = t.most > t.count ? t.most : t.count;
  t.most = t.count;
  if (slots > kFirstSlots && most < slots / 4) (void)rehash(S, slots / 2);
}

namespace {

void remove(StringTable& t, const Str* s) {
  uint32_t hole = s->header.aux & t.mask;
  while (t.slots[hole] != s) {
    TRI_ASSERT(t.slots[hole]);
    hole = (hole + 1) & t.mask;
  }
  // Strings behind it that a search would no longer find move up.
  for (uint32_t at = hole;;) {
    at = (at + 1) & t.mask;
    if (!t.slots[at]) break;
    const uint32_t from_home = (at - t.hashes[at]) & t.mask;
    if (from_home < ((at - hole) & t.mask)) continue;
    t.slots[hole] = t.slots[at];
    t.hashes[hole] = t.hashes[at];
    hole = at;
  }
  t.slots[hole] = nullptr;
  t.hashes[hole] = 0;
  --t.count;
}

}  // namespace

void forget_strings(State* S, Str* const* strings, uint32_t count) {
  StringTable& t = S->strings;
  // The places lie all over the table: they are fetched side by side.
  for (uint32_t i = 0; i < count; ++i) {
    const uint32_t at = strings[i]->header.aux & t.mask;
    __builtin_prefetch(&t.slots[at], 1);
    __builtin_prefetch(&t.hashes[at], 1);
  }
  for (uint32_t i = 0; i < count; ++i) remove(t, strings[i]);
}

// ---- making strings

namespace {

Str* new_short(Thread* L, std::string_view text) {
  State* S = L->state;
  const uint32_t hash = hash_bytes(text, S->engine->hash_seed);
  if (ShortStr* s = find_short(S->strings, text, hash)) {
    S->heap->revive(s);
    return s;
  }
  if (!make_room(S)) return (void)raise_memory(L), nullptr;
  auto* s = static_cast<ShortStr*>(S->heap->allocate_short_string(short_string_bytes(text.size())));
  if (!s) return (void)raise_memory(L), nullptr;
  s->header = {
      .tag = Tag::ShortStr, .gc = 0, .kind = uint8_t(text.size()), .extra = 0, .aux = hash};
  std::memcpy(s->text, text.data(), text.size());
  s->text[text.size()] = 0;
  put(S->strings, s, hash);  // only now: the allocation may have removed strings
  ++S->strings.count;
  wrote(s);
  return s;
}

LongStr* new_long_header(Thread* L, size_t text_bytes) {
  if (text_bytes > SIZE_MAX / 2) return (void)raise_memory(L), nullptr;
  const size_t bytes = sizeof(LongStr) + text_bytes;
  auto* s = static_cast<LongStr*>(L->state->heap->allocate(bytes));
  if (!s) return (void)raise_memory(L), nullptr;
  const uint8_t gc = Heap::is_large(bytes) ? gc_bits::kLarge : 0;
  s->header = {.tag = Tag::LongStr, .gc = gc, .kind = 0, .extra = 0, .aux = 0};
  return s;
}

AppendBuffer* new_buffer(Thread* L, size_t capacity) {
  if (capacity > SIZE_MAX / 2) return (void)raise_memory(L), nullptr;
  auto* buffer =
      static_cast<AppendBuffer*>(L->state->heap->allocate_storage(append_buffer_bytes(capacity)));
  if (!buffer) return (void)raise_memory(L), nullptr;
  buffer->capacity = capacity;
  buffer->tip = 0;
  buffer->sealed = false;
  return buffer;
}

// Making text is work of the program that runs, if one does.
bool charge_text(Thread* L, size_t length) {
  return L->frame == L->frames || charge_bytes(L, length);
}

// A string that is the first `length` bytes of a buffer nobody else knows or `buffer`'s new tip.
LongStr* new_in_buffer(Thread* L, AppendBuffer* buffer, size_t length) {
  const HeldStorage held(L->state->heap, buffer, append_buffer_bytes(buffer->capacity));
  LongStr* s = new_long_header(L, 0);
  if (!s) return nullptr;
  s->length = length;
  s->data = buffer->text;
  s->buffer = buffer;
  return s;
}

bool is_tip(const LongStr* s) {
  return s->buffer && s->buffer->tip == s->length && !s->buffer->sealed;
}

// Adds text behind the tip. False: raised, nothing was added.
bool append(Thread* L, AppendBuffer* buffer, std::string_view text) {
  if (!copy_in_pieces(L, buffer->text + buffer->tip, text.data(), text.size())) return false;
  buffer->tip += text.size();
  buffer->text[buffer->tip] = 0;
  wrote(buffer);
  return true;
}

}  // namespace

Str* new_string(Thread* L, std::string_view text) {
  if (text.size() <= kShortMax) return new_short(L, text);
  LongStr* s = new_long_string(L, text.size());
  if (!s || !copy_in_pieces(L, s->data, text.data(), text.size())) return nullptr;
  return s;
}

LongStr* new_long_string(Thread* L, size_t length) {
  TRI_ASSERT(length > kShortMax);
  if (!charge_text(L, length)) return nullptr;
  LongStr* s = new_long_header(L, length + 1);
  if (!s) return nullptr;
  s->length = length;
  s->data = s->text;
  s->buffer = nullptr;
  s->data[length] = 0;
  wrote(s);
  return s;
}

Str* concat(Thread* L, Str* left, std::string_view right) {
  const size_t length = length_of(left) + right.size();
  if (length < right.size()) return (void)raise_memory(L), nullptr;
  if (right.empty()) return left;
  if (length <= kShortMax) {
    char text[kShortMax];
    std::memcpy(text, data_of(left), length_of(left));
    std::memcpy(text + length_of(left), right.data(), right.size());
    return new_short(L, {text, length});
  }
  auto* tip = static_cast<LongStr*>(left);
  if (is_short(left) || !(tip->buffer || (tip->header.kind & str_bits::kJoined))) {
    // The first time round: made to measure.
    LongStr* s = new_long_string(L, length);
    if (!s) return nullptr;
    if (!copy_in_pieces(L, s->data, data_of(left), length_of(left)) ||
        !copy_in_pieces(L, s->data + length_of(left), right.data(), right.size()))
      return nullptr;
    s->header.kind |= str_bits::kJoined;
    return s;
  }
  if (is_tip(tip) && tip->buffer->capacity >= length) {
    if (!charge_text(L, right.size())) return nullptr;
    LongStr* s = new_in_buffer(L, tip->buffer, length);
    return s && append(L, tip->buffer, right) ? s : nullptr;
  }
  if (!charge_text(L, length)) return nullptr;
  AppendBuffer* buffer = new_buffer(L, length > SIZE_MAX / 4 ? length : length * 2);
  if (!buffer) return nullptr;
  LongStr* s = new_in_buffer(L, buffer, length);
  if (!s) {
    L->state->heap->free_storage(buffer, append_buffer_bytes(buffer->capacity));
    return nullptr;
  }
  return append(L, buffer, text_of(left)) && append(L, buffer, right) ? s : nullptr;
}

// ---- using strings

bool equal_strings(const Str* a, const Str* b) {
  if (a == b) return true;
  if (is_short(a) || is_short(b)) return false;
  const auto* x = static_cast<const LongStr*>(a);
  const auto* y = static_cast<const LongStr*>(b);
  if (x->length != y->length) return false;
  if ((x->header.kind & y->header.kind & str_bits::kHashed) && x->header.aux != y->header.aux)
    return false;
  return std::memcmp(x->data, y->data, x->length) == 0;
}

const char* c_string(Thread* L, Str* s) {
  if (is_short(s)) return data_of(s);
  auto* long_string = static_cast<LongStr*>(s);
  AppendBuffer* buffer = long_string->buffer;
  if (!buffer) return long_string->data;
  if (buffer->tip == long_string->length) {
    buffer->sealed = true;
    wrote(buffer);
    return long_string->data;
  }
  AppendBuffer* own = new_buffer(L, long_string->length);
  if (!own) return nullptr;
  if (!append(L, own, text_of(s))) return nullptr;
  own->sealed = true;
  long_string->data = own->text;
  long_string->buffer = own;
  wrote(s);
  return own->text;
}

namespace {

// Whether strcoll is strcmp: in these locales, that is for nearly everyone, pieces need no separating.
bool collates_by_byte() {
  const char* locale = std::setlocale(LC_COLLATE, nullptr);
  return !locale || !std::strcmp(locale, "C") || !std::strcmp(locale, "POSIX");
}

int compare_by_byte(std::string_view a, std::string_view b) {
  const size_t shorter = a.size() < b.size() ? a.size() : b.size();
  const int order = std::memcmp(a.data(), b.data(), shorter);
  return order ? order : a.size() < b.size() ? -1 : a.size() > b.size();
}

// Piece by piece, as strcoll stops at zeros. Both texts end in a zero that is not counted.
int compare_collated(const char* a, size_t a_left, const char* b, size_t b_left) {
  for (;;) {
    if (const int order = std::strcoll(a, b)) return order;
    const size_t piece_a = std::strlen(a),
                 piece_b = std::strlen(b);  // may differ though they collate alike
    if (piece_b == b_left) return piece_a == a_left ? 0 : 1;
    if (piece_a == a_left) return -1;
    a += piece_a + 1;
    a_left -= piece_a + 1;
    b += piece_b + 1;
    b_left -= piece_b + 1;
  }
}

// A string's text with a zero behind it, copied if need be.
class Terminated {
 public:
  explicit Terminated(const Str* s) : text_(data_of(s)) {
    if (data_of(s)[length_of(s)] == 0) return;
    text_ = copy_ = static_cast<char*>(std::malloc(length_of(s) + 1));
    if (!copy_) return;
    std::memcpy(copy_, data_of(s), length_of(s));
    copy_[length_of(s)] = 0;
  }
  ~Terminated() { std::free(copy_); }
  Terminated(const Terminated&) = delete;
  Terminated& operator=(const Terminated&) = delete;
  const char* text() const { return text_; }  // nullptr: no memory

 private:
  char* copy_ = nullptr;
  const char* text_;
};

}  // namespace

int compare_strings(const Str* a, const Str* b) {
  if (a == b) return 0;
  if (collates_by_byte()) return compare_by_byte(text_of(a), text_of(b));
  const Terminated x(a), y(b);
  if (!x.text() || !y.text()) return compare_by_byte(text_of(a), text_of(b));
  return compare_collated(x.text(), length_of(a), y.text(), length_of(b));
}

// ---- numbers

Str* number_to_string(Thread* L, const Value& number) {
  char text[kNumberTextSize];
  const char* end = number.is_int() ? format_integer(text, number.i) : format_float(text, number.d);
  return new_short(L, {text, size_t(end - text)});
}

Value string_to_number(std::string_view text) {
  const ParsedNumber n = parse_number(text);
  switch (n.kind) {
    case ParsedNumber::Kind::Integer: return Value::integer(n.integer);
    case ParsedNumber::Kind::Float: return Value::number(n.number);
    case ParsedNumber::Kind::None: break;
  }
  return Value::nil();
}

}  // namespace tri
