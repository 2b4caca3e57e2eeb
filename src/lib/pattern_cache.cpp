#include "lib/pattern_cache.hpp"

#include "heap/barrier.hpp"
#include "heap/string.hpp"
#include "runtime/library.hpp"
#include "runtime/root.hpp"

namespace tri::lib {

namespace {

Userdata* write_code(Thread* L, const PatternBuilder& builder) {
  Userdata* code = new_userdata(L, builder.bytes(), 1);
  if (code) builder.write(code->block());
  return code;
}

// Apart, because a builder takes much native stack.
[[gnu::noinline]] Userdata* compile(Thread* L, const Str* text, Caret caret) {
  return write_code(L, PatternBuilder(text_of(text), caret));
}
[[gnu::noinline]] Userdata* compile(Thread* L, const Str* text, const PatternPlace& place) {
  return write_code(L, PatternBuilder(text_of(text), place));
}

uint32_t row_of(uintptr_t key) { return uint32_t(key >> 4 ^ key >> 9) % PatternCache::kRows; }

TRI_COLD CompiledPattern compile_into(Thread* L, Str* text, Caret caret, uintptr_t key) {
  Userdata* code = compile(L, text, caret);
  if (!code) return {nullptr, text};
  State* S = L->state;
  PatternCache& cache = S->patterns;
  const uint64_t locale = CharTable().identity();
  // Looked at behind the allocation, which may have collected.
  if (cache.cycle != S->gc_cycle || cache.locale != locale) {
    cache = {};
    cache.cycle = S->gc_cycle;
    cache.locale = locale;
  }
  PatternCache::Row* row = cache.rows[row_of(key)];
  row[1] = row[0];
  row[0] = {key, code};
  return {code, text};
}

}  // namespace

CompiledPattern compiled(Thread* L, Str* text, Caret caret) {
  const std::string_view pattern = text_of(text);
  const bool is_character = caret == Caret::Character && pattern.starts_with('^');
  const uintptr_t key = uintptr_t(text) | is_character;
  State* S = L->state;
  PatternCache& cache = S->patterns;
  if (cache.cycle == S->gc_cycle && cache.locale == CharTable().identity()) [[likely]] {
    PatternCache::Row* row = cache.rows[row_of(key)];
    if (row[0].key == key) return {row[0].code, text};
    if (row[1].key == key) {
      const PatternCache::Row found = row[1];
      row[1] = row[0];
      row[0] = found;
      return {found.code, text};
    }
  }
  return compile_into(L, text, caret, key);
}

Userdata* piece_behind(Thread* L, Userdata* piece, const Str* text) {
  Value& next = piece->user_values[0];
  if (next.is_userdata()) return next.userdata();
  Userdata* code = compile(L, text, first_piece(piece)->behind);
  if (!code) return nullptr;
  const Value v = Value::of(code);
  copy(&next, &v);
  barrier(L->state, &piece->header, v);
  wrote(piece);
  return code;
}

void forget_patterns(State* S) { S->patterns = {}; }

}  // namespace tri::lib
