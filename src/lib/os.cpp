// Library os.
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <iterator>

#include "heap/watch.hpp"
#include "lib/libraries.hpp"
#include "lib/pattern_cache.hpp"
#include "lib/system_result.hpp"
#include "runtime/call.hpp"
#include "runtime/library.hpp"
#include "runtime/operators.hpp"
#include "runtime/root.hpp"
#include "runtime/strings.hpp"
#include "runtime/tables.hpp"

namespace tri::lib {

namespace {

// ---- files and processes

Returned os_execute(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  const char* command;
  if (!c_text_or(a, 1, nullptr, &command)) return Returned::Raised;
  errno = 0;
  const int status = std::system(command);
  if (!command) return a.give(Value::boolean(status != 0));  // is there a shell?
  return give_process_result(a, status);
}

Returned os_remove(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  const char* name;
  if (!c_text(a, 1, &name)) return Returned::Raised;
  errno = 0;
  return give_file_result(a, std::remove(name) == 0, name);
}

Returned os_rename(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  const char *from, *to;
  if (!c_text(a, 1, &from) || !c_text(a, 2, &to)) return Returned::Raised;
  errno = 0;
  return give_file_result(a, std::rename(from, to) == 0, nullptr);
}

Returned os_tmpname(Thread* L, Value* at, uint32_t argc) {
  char name[] = "/tmp/lua_XXXXXX";
  const int file = mkstemp(name);
  if (file == -1) return raise_lib(L, at, argc, "unable to generate a unique filename");
  close(file);
  return Args{L, at, argc}.give_text(name);
}

Returned os_getenv(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  const char* name;
  if (!c_text(a, 1, &name)) return Returned::Raised;
  const char* value = std::getenv(name);
  return value ? a.give_text(value) : a.give(Value::nil());
}

Returned os_exit(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  int64_t status = EXIT_SUCCESS;
  if (a.type(1) == Type::Boolean)
    status = at[1].is_truthy() ? EXIT_SUCCESS : EXIT_FAILURE;
  else if (!a.integer_or(1, EXIT_SUCCESS, &status))
    return Returned::Raised;
  tell(L->state, &Watch::leaving, L->state);
  if (argc >= 2 && at[2].is_truthy()) L->state->hooks->close(L->state);
  std::exit(int(status));
}

Returned os_setlocale(Thread* L, Value* at, uint32_t argc) {
  static constexpr int kCategories[] = {LC_ALL,      LC_COLLATE, LC_CTYPE,
                                        LC_MONETARY, LC_NUMERIC, LC_TIME};
  static constexpr const char* kNames[] = {"all",     "collate", "ctype", "monetary",
                                           "numeric", "time",    nullptr};
  const Args a{L, at, argc};
  const char* locale;
  int category;
  if (!c_text_or(a, 1, nullptr, &locale) || !a.option(2, "all", kNames, &category))
    return Returned::Raised;
  const char* current = std::setlocale(kCategories[category], locale);
  if (locale) forget_patterns(L->state);
  return current ? a.give_text(current) : a.give(Value::nil());
}

// ---- time

Returned os_clock(Thread* L, Value* at, uint32_t argc) {
  return Args{L, at, argc}.give(Value::number(double(std::clock()) / double(CLOCKS_PER_SEC)));
}

Returned os_difftime(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  int64_t later, earlier;
  if (!a.integer(1, &later) || !a.integer(2, &earlier)) return Returned::Raised;
  return a.give(Value::number(std::difftime(time_t(later), time_t(earlier))));
}

// A field of a date table: what it is called, where it is in struct tm, and how the two count.
struct DateField {
  const char* name;
  int tm::* member;
  int offset;     // the table's value minus the member's
  int otherwise;  // when absent, if not negative
};
constexpr DateField kDateFields[] = {
    {"year", &tm::tm_year, 1900, -1}, {"month", &tm::tm_mon, 1, -1}, {"day", &tm::tm_mday, 0, -1},
    {"hour", &tm::tm_hour, 0, 12},    {"min", &tm::tm_min, 0, 0},    {"sec", &tm::tm_sec, 0, 0},
};
constexpr DateField kDerivedFields[] = {{"yday", &tm::tm_yday, 1, 0}, {"wday", &tm::tm_wday, 1, 0}};

// date[name], with metamethods.
bool read_field(Thread* L, uint32_t date_arg, const char* name, Value* out) {
  Root<Str> key{L, new_string(L, name)};
  return key.get() && index(L, L->frame->func[date_arg], Value::of(key.get()), out);
}
bool write_field(Thread* L, const Value& date, const char* name, const Value& v) {
  Root<Str> key{L, new_string(L, name)};
  return key.get() && set_index(L, date, Value::of(key.get()), v);
}

// Sets what a struct tm says, in the reference's order.
bool write_date(Thread* L, const Value& date, const tm& from) {
  for (const DateField& f : kDateFields)
    if (!write_field(L, date, f.name, Value::integer(int64_t(from.*f.member) + f.offset)))
      return false;
  for (const DateField& f : kDerivedFields)
    if (!write_field(L, date, f.name, Value::integer(int64_t(from.*f.member) + f.offset)))
      return false;
  return from.tm_isdst < 0 || write_field(L, date, "isdst", Value::boolean(from.tm_isdst != 0));
}

bool read_date_field(Thread* L, uint32_t argc, const DateField& f, int* out) {
  Value v;
  if (!read_field(L, 1, f.name, &v)) return false;
  Value* at = L->frame->func;
  int64_t i;
  if (to_integer(v, &i)) {
    const bool fits = i >= 0 ? i - f.offset <= INT_MAX : INT_MIN + f.offset <= i;
    if (!fits)
      return raise_lib(L, at, argc, "field '%s' is out-of-bound", f.name) != Returned::Raised;
    *out = int(i - f.offset);
    return true;
  }
  if (!v.is_nil())
    return raise_lib(L, at, argc, "field '%s' is not an integer", f.name) != Returned::Raised;
  if (f.otherwise < 0)
    return raise_lib(L, at, argc, "field '%s' missing in date table", f.name) != Returned::Raised;
  *out = f.otherwise;
  return true;
}

bool read_date(Thread* L, uint32_t argc, tm* out) {
  for (const DateField& f : kDateFields)
    if (!read_date_field(L, argc, f, &(out->*f.member))) return false;
  Value daylight;
  if (!read_field(L, 1, "isdst", &daylight)) return false;
  out->tm_isdst = daylight.is_nil() ? -1 : daylight.is_truthy();
  return true;
}

Returned os_time(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  if (a.none_or_nil(1)) return a.give(Value::integer(std::time(nullptr)));
  if (!a.type_is(1, Type::Table)) return Returned::Raised;
  LeafFrame frame{L, at, argc};
  tm date{};
  if (!frame.ok() || !read_date(L, argc, &date)) return Returned::Raised;
  const time_t t = std::mktime(&date);
  if (!write_date(L, frame.at()[1], date)) return Returned::Raised;  // now normalised
  if (t == time_t(-1))
    return raise_lib(L, frame.at(), argc, "time result cannot be represented in this installation");
  return Args{L, frame.at(), argc}.give(Value::integer(t));
}

// Conversions that strftime may be given: C99's.
constexpr const char kConversions[] = "aAbBcCdDeFgGhHIjmMnprRStTuUVwWxXyYzZ%";
constexpr const char* kModifiedConversions[] = {"cCxXyY", "deHImMSuUVwWy"};  // after E, after O

// Length of the conversion at `text` (behind the '%'), 0 when it is none.
size_t conversion_length(std::string_view text) {
  if (text.empty() || text[0] == '\0') return 0;
  if (std::strchr(kConversions, text[0])) return 1;
  if (text.size() < 2 || text[1] == '\0' || (text[0] != 'E' && text[0] != 'O')) return 0;
  return std::strchr(kModifiedConversions[text[0] == 'O'], text[1]) ? 2 : 0;
}

// Longest text one conversion may give.
constexpr size_t kMaxConverted = 250;

// Appends to the string in slot `grown`.
bool append(Thread* L, Value* grown, std::string_view piece) {
  Str* s = concat(L, grown->str(), piece);
  if (s) *grown = Value::of(s);
  return s != nullptr;
}

Returned format_date(const Args& a, std::string_view format, const tm& date) {
  Thread* L = a.L;
  Value* grown = L->top++;
  *grown = Value::of(L->state->empty_string);
  while (!format.empty()) {
    const size_t plain = std::min(format.find('%'), format.size());
    if (plain && !append(L, grown, format.substr(0, plain))) return Returned::Raised;
    format.remove_prefix(plain);
    if (format.empty()) break;
    format.remove_prefix(1);
    const size_t length = conversion_length(format);
    if (length == 0) {
      // The message shows the rest of the format, up to a zero byte.
      Root<Str> message{L, format_text(L, "invalid conversion specifier '%%%s'", format.data())};
      return message.get() ? a.fail(1, data_of(message)) : Returned::Raised;
    }
    char conversion[4] = {'%'};
    std::memcpy(conversion + 1, format.data(), length);
    char converted[kMaxConverted];
    const size_t size = std::strftime(converted, sizeof converted, conversion, &date);
    if (!append(L, grown, {converted, size})) return Returned::Raised;
    format.remove_prefix(length);
  }
  return a.give(*grown);
}

Returned os_date(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  const char* text;
  if (!c_text_or(a, 1, "%c", &text)) return Returned::Raised;
  std::string_view format =
      a.none_or_nil(1) ? std::string_view{text} : std::string_view{text, length_of(at[1].str())};
  int64_t given;
  if (!a.integer_or(2, std::time(nullptr), &given)) return Returned::Raised;
  const time_t t = given;
  tm date;
  const bool utc = format.starts_with('!');
  if (utc) format.remove_prefix(1);
  if (!(utc ? gmtime_r(&t, &date) : localtime_r(&t, &date)))
    return raise_lib(L, at, argc, "date result cannot be represented in this installation");
  if (std::strcmp(format.data(), "*t") != 0) return format_date(a, format, date);
  Root<Table> result{L, new_table_sized(L, 0, 9)};
  if (!result.get() || !write_date(L, Value::of(result.get()), date)) return Returned::Raised;
  return a.give(Value::of(result.get()));
}

constexpr Builtin kRows[] = {
    {.name = "clock", .body = os_clock},         {.name = "date", .body = os_date},
    {.name = "difftime", .body = os_difftime},   {.name = "execute", .body = os_execute},
    {.name = "exit", .body = os_exit},           {.name = "getenv", .body = os_getenv},
    {.name = "remove", .body = os_remove},       {.name = "rename", .body = os_rename},
    {.name = "setlocale", .body = os_setlocale}, {.name = "time", .body = os_time},
    {.name = "tmpname", .body = os_tmpname},
};

}  // namespace

Table* open_os(Thread* L) {
  Root<Table> os{L, new_table_sized(L, 0, std::size(kRows))};
  if (!os.get() || !register_builtins(L, os, kRows)) return nullptr;
  return os;
}

}  // namespace tri::lib
