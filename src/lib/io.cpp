// Library io: functions and methods. Streams themselves are stream.cpp, reading is read.cpp.
#include <sys/types.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <iterator>

#include "base/number_text.hpp"
#include "lib/libraries.hpp"
#include "lib/read.hpp"
#include "lib/stream.hpp"
#include "lib/system_result.hpp"
#include "runtime/call.hpp"
#include "runtime/library.hpp"
#include "runtime/limits.hpp"
#include "runtime/root.hpp"
#include "runtime/strings.hpp"
#include "runtime/tables.hpp"

namespace tri::lib {

namespace {

Value registry_field(State* S, const char* name) { return get_text(S, S->registry.table(), name); }

// The default input or output. False: raised.
bool default_file(const Args& a, const char* which, FILE** out, Value* stream = nullptr) {
  const Value v = registry_field(a.L->state, which);
  Stream* s = stream_in(a.L->state, v);
  if (!s || !s->close)
    return raise_lib(a.L, a.at, a.count, "default %s file is closed",
                     which + std::strlen("_IO_")) != Returned::Raised;
  *out = s->file;
  if (stream) *stream = v;
  return true;
}

// Pushes a stream on the named file, or raises.
bool push_opened(const Args& a, const char* name, const char* mode) {
  Stream* s = push_stream(a.L);
  if (!s) return false;
  s->file = std::fopen(name, mode);
  s->close = close_regular;
  return s->file || raise_lib(a.L, a.at, a.count, "cannot open file '%s' (%s)", name,
                              std::strerror(errno)) != Returned::Raised;
}

// The stream that was just pushed, or why its file did not open.
Returned give_opened(const Args& a, const Stream* s, const char* name) {
  return s->file ? a.give(a.L->top[-1]) : give_file_result(a, false, name);
}

// ---- opening

bool is_open_mode(const char* mode) {
  if (*mode == '\0' || !std::strchr("rwa", *mode)) return false;
  ++mode;
  if (*mode == '+') ++mode;
  return std::strspn(mode, "b") == std::strlen(mode);
}

Returned io_open(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  const char *name, *mode;
  if (!c_text(a, 1, &name) || !c_text_or(a, 2, "r", &mode)) return Returned::Raised;
  if (!is_open_mode(mode)) return a.fail(2, "invalid mode");
  Stream* s = push_stream(L);
  if (!s) return Returned::Raised;
  errno = 0;
  s->file = std::fopen(name, mode);
  s->close = close_regular;
  return give_opened(a, s, name);
}

Returned io_popen(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  const char *command, *mode;
  if (!c_text(a, 1, &command) || !c_text_or(a, 2, "r", &mode)) return Returned::Raised;
  if (std::strcmp(mode, "r") != 0 && std::strcmp(mode, "w") != 0) return a.fail(2, "invalid mode");
  Stream* s = push_stream(L);
  if (!s) return Returned::Raised;
  errno = 0;
  std::fflush(nullptr);  // so that output of both processes keeps its order
  s->file = popen(command, mode);
  s->close = close_process;
  return give_opened(a, s, command);
}

Returned io_tmpfile(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  Stream* s = push_stream(L);
  if (!s) return Returned::Raised;
  errno = 0;
  s->file = std::tmpfile();
  s->close = close_regular;
  return give_opened(a, s, nullptr);
}

// ---- closing, and what a value is

Returned stream_close(Thread* L, Value* at, uint32_t argc) {
  FILE* file;
  if (!check_file({L, at, argc}, 1, &file)) return Returned::Raised;
  return close_stream(L, at, argc);
}

Returned io_close(Thread* L, Value* at, uint32_t argc) {
  if (argc > 0) return stream_close(L, at, argc);
  at[1] = registry_field(L->state, kDefaultOutput);
  L->top = at + 2;
  return stream_close(L, at, 1);
}

Returned io_type(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  if (!a.any(1)) return Returned::Raised;
  const Stream* s = stream_in(L->state, at[1]);
  if (!s) return a.give(Value::nil());
  return a.give_text(s->close ? "file" : "closed file");
}

// ---- default files

Returned default_stream(Thread* L, Value* at, uint32_t argc, const char* which, const char* mode) {
  const Args a{L, at, argc};
  if (!a.none_or_nil(1)) {
    FILE* file;
    const char* name;
    Value* chosen = at + 1;
    if (at[1].is_string() || at[1].is_number()) {
      if (!c_text(a, 1, &name) || !push_opened(a, name, mode)) return Returned::Raised;
      chosen = L->top - 1;
    } else if (!check_file(a, 1, &file)) {
      return Returned::Raised;
    }
    if (!set_field(L, L->state->registry.table(), which, *chosen)) return Returned::Raised;
  }
  return a.give(registry_field(L->state, which));
}

Returned io_input(Thread* L, Value* at, uint32_t argc) {
  return default_stream(L, at, argc, kDefaultInput, "r");
}
Returned io_output(Thread* L, Value* at, uint32_t argc) {
  return default_stream(L, at, argc, kDefaultOutput, "w");
}

// ---- reading

Returned give_read(Thread* L, int count) {
  return count < 0 ? Returned::Raised : results_at_top(uint32_t(count));
}

Returned io_read(Thread* L, Value* at, uint32_t argc) {
  FILE* file;
  if (!default_file({L, at, argc}, kDefaultInput, &file)) return Returned::Raised;
  return give_read(L, read_formats({L, at, argc}, file, 1));
}

Returned stream_read(Thread* L, Value* at, uint32_t argc) {
  FILE* file;
  if (!check_file({L, at, argc}, 1, &file)) return Returned::Raised;
  return give_read(L, read_formats({L, at, argc}, file, 2));
}

// Upvalues of the function that lines() gives, before its formats.
enum LinesUpvalue : uint32_t { kLinesStream, kLinesCount, kLinesClose, kLinesFormats };
// Upvalues of a closure are at most 255.
constexpr uint32_t kMaxFormats = 250;

Returned next_line(Thread* L, Value* at, uint32_t argc) {
  Stream* s = stream_in(L->state, upvalue(at, kLinesStream));
  const auto count = uint32_t(upvalue(at, kLinesCount).i);
  if (!s || !s->close) return raise_lib(L, at, argc, "file is already closed");
  // Arguments become one value and the formats.
  if (argc == 0) set_nil(at + 1);
  L->top = at + 2;
  if (!ensure_stack(L, count + kMinSlots)) return Returned::Raised;
  at = L->top - 2;
  for (uint32_t n = 0; n < count; ++n) copy(L->top++, &upvalue(at, kLinesFormats + n));
  const ptrdiff_t place = at - L->stack;
  const int results = read_formats({L, at, 1 + count}, s->file, 2);
  if (results < 0) return Returned::Raised;
  at = L->stack + place;  // reading may have moved the stack
  const Value* first = L->top - results;
  if (first->is_truthy()) return results_at_top(uint32_t(results));
  if (results > 1) return raise_lib(L, at, 1 + count, "%S", first[1].str());
  if (upvalue(at, kLinesClose).is_truthy()) {
    copy(at + 1, &upvalue(at, kLinesStream));
    L->top = at + 2;
    if (close_stream(L, at, 1) == Returned::Raised) return Returned::Raised;
  }
  return returned(0);
}
constexpr Builtin kNextLine = {.name = "lines", .body = next_line};

// The iterator over the stream in *stream with the formats at[2..argc]. nullptr: raised.
NativeClosure* make_lines(const Args& a, const Value* stream, bool close) {
  const uint32_t count = a.count > 1 ? a.count - 1 : 0;
  if (count > kMaxFormats) {
    (void)a.fail(kMaxFormats + 2, "too many arguments");
    return nullptr;
  }
  NativeClosure* lines = new_builtin_closure(a.L, &kNextLine, kLinesFormats + count);
  if (!lines) return nullptr;
  copy(&lines->upvalues[kLinesStream], stream);
  set_int(&lines->upvalues[kLinesCount], count);
  set_boolean(&lines->upvalues[kLinesClose], close);
  for (uint32_t n = 0; n < count; ++n) copy(&lines->upvalues[kLinesFormats + n], &a[2 + n]);
  for (uint32_t n = 0; n < kLinesFormats + count; ++n)
    barrier(a.L->state, &lines->header, lines->upvalues[n]);
  wrote(lines);
  return lines;
}

Returned stream_lines(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  FILE* file;
  if (!check_file(a, 1, &file)) return Returned::Raised;
  NativeClosure* lines = make_lines(a, at + 1, false);
  return lines ? a.give(Value::of(lines)) : Returned::Raised;
}

Returned io_lines(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  if (a.none_or_nil(1)) {
    if (argc == 0) L->top = at + 2;
    at[1] = registry_field(L->state, kDefaultInput);
    return stream_lines(L, at, std::max(argc, 1u));
  }
  const char* name;
  if (!c_text(a, 1, &name) || !push_opened(a, name, "r")) return Returned::Raised;
  NativeClosure* lines = make_lines(a, L->top - 1, true);
  if (!lines) return Returned::Raised;
  const Value stream = L->top[-1];
  at[0] = Value::of(lines);
  set_nil(at + 1);
  set_nil(at + 2);
  copy(at + 3, &stream);  // the generic for closes it
  return returned(4);
}

// ---- writing and the rest

// Writes arguments first..argc; gives `stream`.
Returned write_values(const Args& a, FILE* file, uint32_t first, const Value& stream) {
  bool ok = true;
  errno = 0;
  for (uint32_t n = first; n <= a.count; ++n) {
    char number[kNumberTextSize];
    std::string_view text;
    if (a[n].is_number()) {
      const char* end =
          a[n].is_int() ? format_integer(number, a[n].i) : format_float_plain(number, a[n].d);
      text = {number, size_t(end - number)};
    } else if (!a.string(n, &text)) {
      return Returned::Raised;
    }
    bool written;
    if (!write_output(a.L, file, text, &written)) return Returned::Raised;
    ok = ok && written;
  }
  return ok ? a.give(stream) : give_file_result(a, false, nullptr);
}

Returned io_write(Thread* L, Value* at, uint32_t argc) {
  FILE* file;
  Value stream;
  if (!default_file({L, at, argc}, kDefaultOutput, &file, &stream)) return Returned::Raised;
  return write_values({L, at, argc}, file, 1, stream);
}

Returned stream_write(Thread* L, Value* at, uint32_t argc) {
  FILE* file;
  if (!check_file({L, at, argc}, 1, &file)) return Returned::Raised;
  return write_values({L, at, argc}, file, 2, at[1]);
}

Returned flush(const Args& a, FILE* file) {
  errno = 0;
  return give_file_result(a, std::fflush(file) == 0, nullptr);
}

Returned io_flush(Thread* L, Value* at, uint32_t argc) {
  FILE* file;
  if (!default_file({L, at, argc}, kDefaultOutput, &file)) return Returned::Raised;
  return flush({L, at, argc}, file);
}

Returned stream_flush(Thread* L, Value* at, uint32_t argc) {
  FILE* file;
  if (!check_file({L, at, argc}, 1, &file)) return Returned::Raised;
  return flush({L, at, argc}, file);
}

Returned stream_seek(Thread* L, Value* at, uint32_t argc) {
  static constexpr int kWhence[] = {SEEK_SET, SEEK_CUR, SEEK_END};
  static constexpr const char* kNames[] = {"set", "cur", "end", nullptr};
  const Args a{L, at, argc};
  FILE* file;
  int whence;
  int64_t offset;
  if (!check_file(a, 1, &file) || !a.option(2, "cur", kNames, &whence) ||
      !a.integer_or(3, 0, &offset))
    return Returned::Raised;
  errno = 0;
  if (fseeko(file, off_t(offset), kWhence[whence]) != 0) return give_file_result(a, false, nullptr);
  return a.give(Value::integer(ftello(file)));
}

Returned stream_setvbuf(Thread* L, Value* at, uint32_t argc) {
  static constexpr int kModes[] = {_IONBF, _IOFBF, _IOLBF};
  static constexpr const char* kNames[] = {"no", "full", "line", nullptr};
  constexpr int64_t kDefaultSize = 1024;
  const Args a{L, at, argc};
  FILE* file;
  int mode;
  int64_t size;
  if (!check_file(a, 1, &file) || !a.option(2, nullptr, kNames, &mode) ||
      !a.integer_or(3, kDefaultSize, &size))
    return Returned::Raised;
  errno = 0;
  return give_file_result(a, std::setvbuf(file, nullptr, kModes[mode], size_t(size)) == 0, nullptr);
}

constexpr Builtin kRows[] = {
    {.name = "close", .body = io_close},     {.name = "flush", .body = io_flush},
    {.name = "input", .body = io_input},     {.name = "lines", .body = io_lines},
    {.name = "open", .body = io_open},       {.name = "output", .body = io_output},
    {.name = "popen", .body = io_popen},     {.name = "read", .body = io_read},
    {.name = "tmpfile", .body = io_tmpfile}, {.name = "type", .body = io_type},
    {.name = "write", .body = io_write},
};

constexpr Builtin kMethods[] = {
    {.name = "read", .body = stream_read},       {.name = "write", .body = stream_write},
    {.name = "lines", .body = stream_lines},     {.name = "flush", .body = stream_flush},
    {.name = "seek", .body = stream_seek},       {.name = "close", .body = stream_close},
    {.name = "setvbuf", .body = stream_setvbuf},
};

bool add_standard_file(Thread* L, Table* io, const char* name, FILE* file, const char* which) {
  Value* top = L->top;
  Stream* s = push_stream(L);
  if (!s) return false;
  *s = {file, close_standard};
  const Value stream = L->top[-1];
  const bool ok = set_field(L, io, name, stream) &&
                  (!which || set_field(L, L->state->registry.table(), which, stream));
  L->top = top;
  return ok;
}

}  // namespace

Table* open_io(Thread* L) {
  Root<Table> io{L, new_table_sized(L, 0, std::size(kRows) + 3)};
  if (!io.get() || !register_builtins(L, io, kRows) || !make_stream_metatable(L, kMethods) ||
      !add_standard_file(L, io, "stdin", stdin, kDefaultInput) ||
      !add_standard_file(L, io, "stdout", stdout, kDefaultOutput) ||
      !add_standard_file(L, io, "stderr", stderr, nullptr))
    return nullptr;
  return io;
}

}  // namespace tri::lib
