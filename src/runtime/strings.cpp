#include "runtime/strings.hpp"

#include <clocale>
#include <cstdlib>
#include <cstring>

#include "base/number_text.hpp"
#include "heap/barrier.hpp"
#include "runtime/error.hpp"
#include "runtime/limits.hpp"
#include "runtime/string_table.hpp"

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

// The end of a text, at most its last 16 bytes, in two words that may overlap. Texts of the same length, up to 16, are equal
// when these are.
struct Ends {
  uint64_t a = 0, b = 0;
};
TRI_INLINE Ends ends_of(const char* p, size_t n) {
  if (n >= 8) {
    const size_t first = n > 16 ? n - 16 : 0;
    return {load8(p + first), load8(p + n - 8)};
  }
  if (n >= 4) return {load4(p), load4(p + n - 4)};
  if (n > 0)
    return {uint64_t(uint8_t(p[0])) << 16 | uint64_t(uint8_t(p[n / 2])) << 8 | uint8_t(p[n - 1]),
            0};
  return {};
}

// Both factors of every product depend on the seed: who does not know it cannot make one of them zero.
TRI_INLINE uint32_t hash_text(std::string_view text, const Ends& ends, uint64_t seed) {
  const char* p = text.data();
  const uint64_t seed_a = seed ^ kMultiplier2;
  const uint64_t seed_b = (seed << 32 | seed >> 32) ^ kMultiplier1;
  uint64_t h = seed_a ^ uint64_t(text.size()) << 56;
  for (size_t n = text.size(); n > 16; p += 16, n -= 16)
    h = fold(load8(p) ^ h, load8(p + 8) ^ seed_b);
  h = fold(ends.a ^ h, ends.b ^ seed_b);
  return uint32_t(h ^ h >> 32);
}

}  // namespace

uint32_t hash_bytes(std::string_view text, uint64_t seed) {
  return hash_text(text, ends_of(text.data(), text.size()), seed);
}

uint32_t hash_of(State* S, Str* s) {
  if (is_short(s) || (s->header.kind & str_bits::kHashed)) return s->header.aux;
  s->header.aux = hash_bytes(text_of(s), S->engine->hash_seed);
  s->header.kind |= str_bits::kHashed;
  wrote(s);
  return s->header.aux;
}

// ---- making strings

namespace {

TRI_INLINE bool has_text(const ShortStr* s, std::string_view text, const Ends& ends) {
  if (s->header.kind != text.size()) return false;
  const Ends own = ends_of(s->text, text.size());
  if (((own.a ^ ends.a) | (own.b ^ ends.b)) != 0) return false;
  for (size_t i = 0; i + 16 < text.size(); i += 8)
    if (load8(s->text + i) != load8(text.data() + i)) return false;
  return true;
}

// Copies up to kShortMax bytes.
TRI_INLINE void copy_short(char* to, std::string_view text) {
  const char* from = text.data();
  const size_t n = text.size();
  if (n >= 16) {
    for (size_t i = 0; i + 16 < n; i += 16) std::memcpy(to + i, from + i, 16);
    std::memcpy(to + n - 16, from + n - 16, 16);
  } else if (n >= 8) {
    std::memcpy(to, from, 8);
    std::memcpy(to + n - 8, from + n - 8, 8);
  } else if (n >= 4) {
    std::memcpy(to, from, 4);
    std::memcpy(to + n - 4, from + n - 4, 4);
  } else if (n > 0) {
    to[0] = from[0];
    to[n / 2] = from[n / 2];
    to[n - 1] = from[n - 1];
  }
}

Str* new_short(Thread* L, std::string_view text) {
  State* S = L->state;
  const Ends ends = ends_of(text.data(), text.size());
  const uint32_t hash = hash_text(text, ends, S->engine->hash_seed);
  StringSegment* g = segment_of(S->strings, hash);
  uint64_t* slot = find_slot(g, hash, [&](ShortStr* s) { return has_text(s, text, ends); });
  if (*slot) {
    ShortStr* s = string_of(*slot);
    S->heap->revive(s);
    return s;
  }
  const bool moves = is_full(g);
  if (moves && !make_room(S, hash)) [[unlikely]]
    return (void)raise_memory(L), nullptr;
  const uint32_t count = S->strings.count;
  auto* s = static_cast<ShortStr*>(S->heap->allocate_short_string(short_string_bytes(text.size())));
  if (!s) return (void)raise_memory(L), nullptr;
  s->header = {
      .tag = Tag::ShortStr, .gc = 0, .kind = uint8_t(text.size()), .extra = 0, .aux = hash};
  copy_short(s->text, text);
  s->text[text.size()] = 0;
  if (moves || S->strings.count != count) [[unlikely]] {
    put(S->strings, s, hash);  // slots were moved, or emptied by a sweep within the allocation
  } else {
    *slot = string_slot(s, hash);
    ++g->count;
    count_added(S->strings, slot);
  }
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
  adopted(L->state, &s->header, own, append_buffer_bytes(own->capacity));
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
