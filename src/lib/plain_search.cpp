#include "lib/plain_search.hpp"

#include <cstring>

#include "runtime/limits.hpp"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace tri::lib {

namespace {

// memmem prepares tables before it looks at the first character, which takes longer than most searches do. It is left those
// that turn out to be long, and those that would take quadratic time: its own is linear.
constexpr size_t kShortSearch = 4096;

#ifdef __SSE2__

constexpr size_t kLane = 16;

// Places where both the first and the last character of a needle are, 16 at once. Moves *from to where it has come when it
// gives up: nothing begins before.
const char* search_short(const char** from, const char* end, std::string_view needle) {
  const size_t last = needle.size() - 1;
  const __m128i first_char = _mm_set1_epi8(needle.front());
  const __m128i last_char = _mm_set1_epi8(needle.back());
  size_t compared = 0;
  const char* s = *from;
  for (; size_t(end - s) >= last + kLane && size_t(s - *from) < kShortSearch; s += kLane) {
    const auto at = [](const char* p) {
      return _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    };
    const __m128i both =
        _mm_and_si128(_mm_cmpeq_epi8(at(s), first_char), _mm_cmpeq_epi8(at(s + last), last_char));
    for (auto places = uint32_t(_mm_movemask_epi8(both)); places; places &= places - 1) {
      const char* place = s + __builtin_ctz(places);
      if (compared > kShortSearch) return *from = place, nullptr;
      if (memcmp(place, needle.data(), last) == 0) return place;
      compared += needle.size();
    }
  }
  *from = s;
  return nullptr;
}

#else

const char* search_short(const char**, const char*, std::string_view) { return nullptr; }

#endif

const void* search_rest(const char* s, const char* end, std::string_view needle) {
  constexpr size_t kFewPlaces = 16;
  if (size_t(end - s) >= needle.size() + kFewPlaces)
    return memmem(s, size_t(end - s), needle.data(), needle.size());
  for (; size_t(end - s) >= needle.size(); ++s)
    if (*s == needle[0] && memcmp(s, needle.data(), needle.size()) == 0) return s;
  return nullptr;
}

}  // namespace

size_t find_plain(std::string_view text, std::string_view needle, size_t from) {
  if (needle.empty()) return from;
  if (needle.size() > text.size() - from) return std::string_view::npos;
  const char* begin = text.data() + from;
  const char* end = text.data() + text.size();
  const void* found = nullptr;
  if (needle.size() == 1) {
    found = memchr(begin, needle[0], size_t(end - begin));
  } else {
    found = search_short(&begin, end, needle);
    if (!found) found = search_rest(begin, end, needle);
  }
  return found ? size_t(static_cast<const char*>(found) - text.data()) : std::string_view::npos;
}

bool find_plain_charged(Thread* L, std::string_view text, std::string_view needle, size_t from,
                        size_t* found) {
  // In pieces that overlap, so that no occurrence is cut.
  const size_t piece = needle.size() > kTextPiece ? 2 * needle.size() : kTextPiece;
  for (;;) {
    const size_t end = text.size() - from <= piece + needle.size() ? text.size() : from + piece;
    *found = find_plain(text.substr(0, end), needle, from);
    const size_t seen = *found == std::string_view::npos ? end : *found;
    if (!charge_bytes(L, seen - from)) return false;
    if (*found != std::string_view::npos || end == text.size()) return true;
    from = end - needle.size() + 1;
  }
}

}  // namespace tri::lib
