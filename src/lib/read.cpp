#include "lib/read.hpp"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <clocale>
#include <cstdint>

#include "lib/system_result.hpp"
#include "runtime/call.hpp"
#include "runtime/strings.hpp"

namespace tri::lib {

namespace {

// What one format came to; its result is pushed unless it raised.
enum class Got : uint8_t { Something, Nothing, Raised };

// Input is taken in pieces of this size. The first one is smaller than a buffer of stdio: a larger read goes past the
// buffer, and would lose output that is still in it.
constexpr size_t kPiece = 8192;
constexpr size_t kFirstPiece = 1024;
constexpr size_t kLinePiece = 1024;

// Text that grows in a slot of its own, pushed by the constructor.
class Growing {
 public:
  explicit Growing(Thread* L) : L_(L) { *L->top++ = Value::of(L->state->empty_string); }

  bool append(std::string_view piece) {
    Value& slot = L_->top[-1];
    Str* s = length() == 0 ? new_string(L_, piece) : concat(L_, slot.str(), piece);
    if (s) slot = Value::of(s);
    return s != nullptr;
  }
  size_t length() const { return length_of(L_->top[-1].str()); }

 private:
  Thread* L_;
};

Got read_line(Thread* L, FILE* file, bool keep_newline) {
  Growing line{L};
  int c;
  do {
    char piece[kLinePiece];
    size_t size = 0;
    flockfile(file);
    while (size < kLinePiece - 1 && (c = getc_unlocked(file)) != EOF && c != '\n')
      piece[size++] = char(c);
    funlockfile(file);
    if (size == kLinePiece - 1) c = 0;  // there may be more
    if (c == '\n' && keep_newline) piece[size++] = '\n';
    if (size && !line.append({piece, size})) return Got::Raised;
  } while (c != EOF && c != '\n');
  return c == '\n' || line.length() > 0 ? Got::Something : Got::Nothing;
}

// At most `limit` bytes. Grows with what arrives: a limit is no promise.
Got read_bytes(Thread* L, FILE* file, size_t limit) {
  Growing bytes{L};
  for (size_t most = kFirstPiece; limit > 0; most = kPiece) {
    char piece[kPiece];
    const size_t wanted = std::min(limit, most);
    const size_t size = std::fread(piece, 1, wanted, file);
    if (size && !bytes.append({piece, size})) return Got::Raised;
    if (size < wanted) break;
    limit -= size;
  }
  return bytes.length() > 0 ? Got::Something : Got::Nothing;
}

Got test_end(Thread* L, FILE* file) {
  const int c = std::getc(file);
  std::ungetc(c, file);
  *L->top++ = Value::of(L->state->empty_string);
  return c != EOF ? Got::Something : Got::Nothing;
}

// Reads the longest prefix of input that may be a numeral, then lets the language decide.
class NumeralReader {
 public:
  explicit NumeralReader(FILE* file) : file_(file) {}

  Value read() {
    flockfile(file_);
    do next_ = getc_unlocked(file_);
    while (std::isspace(next_));
    take();
    std::ungetc(next_, file_);
    funlockfile(file_);
    return too_long_ ? Value::nil() : string_to_number({text_, size_});
  }

 private:
  // Longer input is no numeral, though it is consumed up to here.
  static constexpr size_t kMaxNumeral = 200;

  void take() {
    accept('-', '+');
    bool hex = false;
    size_t digits = 0;
    if (accept('0', '0')) {
      if (accept('x', 'X'))
        hex = true;
      else
        digits = 1;
    }
    digits += accept_digits(hex);
    if (accept(std::localeconv()->decimal_point[0], '.')) digits += accept_digits(hex);
    if (digits > 0 && (hex ? accept('p', 'P') : accept('e', 'E'))) {
      accept('-', '+');
      accept_digits(false);
    }
  }
  bool accept(char x, char y) { return (next_ == x || next_ == y) && advance(); }
  size_t accept_digits(bool hex) {
    size_t count = 0;
    while ((hex ? std::isxdigit(next_) : std::isdigit(next_)) && advance()) ++count;
    return count;
  }
  bool advance() {
    if (size_ >= kMaxNumeral) {
      too_long_ = true;
      return false;
    }
    text_[size_++] = char(next_);
    next_ = getc_unlocked(file_);
    return true;
  }

  FILE* file_;
  int next_ = EOF;  // read but not taken
  bool too_long_ = false;
  size_t size_ = 0;
  char text_[kMaxNumeral];
};

Got read_number(Thread* L, FILE* file) {
  const Value number = NumeralReader{file}.read();
  *L->top++ = number;
  return number.is_nil() ? Got::Nothing : Got::Something;
}

// The format in argument n.
Got read_one(const Args& a, FILE* file, uint32_t n) {
  if (a.type(n) == Type::Number) {
    int64_t size;
    if (!a.integer(n, &size)) return Got::Raised;
    return size == 0 ? test_end(a.L, file) : read_bytes(a.L, file, size_t(size));
  }
  std::string_view format;
  if (!a.string(n, &format)) return Got::Raised;
  if (format.starts_with('*')) format.remove_prefix(1);  // as before 5.3
  switch (format.empty() ? '\0' : format[0]) {
    case 'n': return read_number(a.L, file);
    case 'l': return read_line(a.L, file, false);
    case 'L': return read_line(a.L, file, true);
    case 'a': return read_bytes(a.L, file, SIZE_MAX) == Got::Raised ? Got::Raised : Got::Something;
    default: (void)a.fail(n, "invalid format"); return Got::Raised;
  }
}

}  // namespace

int read_formats(Args a, FILE* file, uint32_t first) {
  Thread* L = a.L;
  const ptrdiff_t place = a.at - L->stack, results = L->top - L->stack;
  if (!ensure_stack(L, a.count + kMinSlots)) return -1;
  a.at = L->stack + place;
  std::clearerr(file);
  errno = 0;
  Got got = Got::Something;
  if (a.count < first) {
    got = read_line(L, file, false);
  } else {
    for (uint32_t n = first; n <= a.count && got == Got::Something; ++n) got = read_one(a, file, n);
  }
  if (got == Got::Raised) return -1;
  if (std::ferror(file)) {
    L->top = L->stack + results;
    const Returned count = give_file_result({L, L->top, 0}, false, nullptr);
    if (count == Returned::Raised) return -1;
    L->top += int(count);
    return int(count);
  }
  if (got == Got::Nothing) set_nil(L->top - 1);
  return int(L->top - L->stack - results);
}

}  // namespace tri::lib
