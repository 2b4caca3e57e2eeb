#include "lib/load.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>

#include "bytecode/dump.hpp"
#include "runtime/error.hpp"
#include "runtime/limits.hpp"
#include "runtime/link.hpp"
#include "runtime/strings.hpp"
#include "syntax/compile.hpp"

namespace tri::lib {

namespace {

// Pushes the message; without memory for it, the message about that.
Load push_message(Thread* L, Str* message, Load how = Load::Failed) {
  *L->top++ = Value::of(message ? message : L->state->memory_message);
  return how;
}

// How deep the compiler may nest: native calls and nesting share one limit.
int compiler_levels(const Thread* L) {
  constexpr uint32_t kMainProgram = 1;  // native depth at which the whole allowance is there
  const int all = syntax::CompileOptions{}.levels;
  return L->native_depth > kMainProgram ? std::max(1, all - int(L->native_depth - kMainProgram))
                                        : all;
}

bool may_compile(void* thread) {
  Thread* L = static_cast<Thread*>(thread);
  return L->frame == L->frames || may_go_on(L);
}

// ---- files

struct CloseFile {
  void operator()(FILE* file) const {
    if (file != stdin) std::fclose(file);
  }
};
using File = std::unique_ptr<FILE, CloseFile>;

Load push_file_error(Thread* L, const char* what, const char* path) {
  const int code = errno;
  const char* shown = path ? path : "stdin";
  Str* message = code != 0 ? format_text(L, "cannot %s %s: %s", what, shown, std::strerror(code))
                           : format_text(L, "cannot %s %s", what, shown);
  return push_message(L, message, message ? Load::NoFile : Load::Failed);
}

// Appends what is left of the file. False: an input error.
bool read_rest(FILE* file, std::string* into) {
  char piece[16384];
  for (;;) {
    const size_t size = std::fread(piece, 1, sizeof piece, file);
    into->append(piece, size);
    if (size < sizeof piece) return !std::ferror(file);
  }
}

Load push(Thread* L, std::string_view bytes, std::string_view name, const char* mode, bool open) {
  const bool binary = bytes.starts_with(bytecode::kChunkMark);
  const char* kind = binary ? "binary" : "text";
  if (!std::strchr(mode, kind[0]))
    return push_message(L, format_text(L, "attempt to load a %s chunk (mode is '%s')", kind, mode));
  if (L->frame != L->frames && !charge(L, bytes.size())) return Load::Raised;
  const Result<bytecode::Chunk> chunk =
      binary ? bytecode::undump(bytes, name)
             : syntax::compile(
                   bytes, name,
                   {.levels = compiler_levels(L), .patience = {may_compile, L}, .open = open});
  if (!chunk && open &&
      (binary ? bytecode::is_truncated(chunk.error())
              : chunk.error().message == syntax::kMoreWantedError))
    return Load::More;
  if (!chunk && chunk.error().message == syntax::kStoppedError) return Load::Raised;
  if (!chunk)
    return push_message(L, new_string(L, chunk.error().message),
                        syntax::is_limit_error(chunk.error()) ? Load::Limit : Load::Failed);
  LuaClosure* function = load_chunk(L, *chunk);
  if (!function) return push_message(L, nullptr);
  *L->top++ = Value::of(function);
  return Load::Ok;
}

}  // namespace

Load push_chunk(Thread* L, std::string_view bytes, std::string_view name, const char* mode) {
  return push(L, bytes, name, mode, false);
}

Load push_open_chunk(Thread* L, std::string_view bytes, std::string_view name, const char* mode) {
  return push(L, bytes, name, mode, true);
}

Load push_file(Thread* L, const char* path, const char* mode) {
  errno = 0;
  const File file{path ? std::fopen(path, "r") : stdin};
  if (!file) return push_file_error(L, "open", path);
  std::string bytes;
  if (!read_rest(file.get(), &bytes)) return push_file_error(L, "read", path);
  const std::string name = path ? std::string("@") + path : "=stdin";
  return push_chunk(L, syntax::skip_file_prefix(bytes), name, mode);
}

}  // namespace tri::lib
