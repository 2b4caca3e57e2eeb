#include "modules/net/json_write.hpp"

#include <charconv>
#include <cmath>
#include <cstring>

#include "modules/net/build.hpp"
#include "modules/net/marks.hpp"
#include "net/websocket/utf8.hpp"
#include "runtime/tables.hpp"

namespace tri::modules {

namespace {

constexpr const char kRaised[] = "";
constexpr const char kDeep[] = "nested deeper than 1000, or contains itself";
constexpr int kMaxDepth = 1000;

constexpr uint64_t kOnes = 0x0101010101010101, kHighs = 0x8080808080808080;

// Whether one of eight bytes needs a look: a control, a quote, a backslash, or one that is not ASCII.
TRI_INLINE bool needs_care(uint64_t eight) {
  const uint64_t quotes = eight ^ (kOnes * '"'), slashes = eight ^ (kOnes * '\\');
  return ((eight - kOnes * ' ') | (quotes - kOnes) | (slashes - kOnes) | eight) & kHighs;
}

class Writer {
 public:
  Writer(Thread* L, TextBuffer& out)
      : thread_(L), out_(out), mark_(known_array_metatable(L->state)) {}

  const char* value(const Value& v, int depth) {
    switch (v.tag) {
      case Tag::False: return added("false");
      case Tag::True: return added("true");
      case Tag::Int: return integer(v.i);
      case Tag::Float: return number(v.d);
      case Tag::ShortStr:
      case Tag::LongStr: return string(text_of(v.str()));
      case Tag::Table: return table(v.table(), depth + 1);
      case Tag::LightUserdata: return is_null(v) ? added("null") : "cannot encode a light userdata";
      case Tag::Nil: return "cannot encode nil (json.null is JSON's null)";
      default: return unfit(v.type());
    }
  }

 private:
  const char* added(std::string_view text) { return out_.add(text) ? nullptr : kRaised; }

  static const char* unfit(Type type) {
    switch (type) {
      case Type::Function: return "cannot encode a function";
      case Type::Thread: return "cannot encode a thread";
      default: return "cannot encode a userdata";
    }
  }

  const char* integer(int64_t i) {
    char* const room = out_.room(24);
    if (!room) return kRaised;
    out_.take(size_t(std::to_chars(room, room + 24, i).ptr - room));
    return nullptr;
  }

  // The shortest text that reads back as the same float, and as a float.
  const char* number(double d) {
    if (!std::isfinite(d)) return "cannot encode inf or nan";
    char* const room = out_.room(32);
    if (!room) return kRaised;
    char* end = std::to_chars(room, room + 30, d).ptr;
    const std::string_view text(room, size_t(end - room));
    if (text.find_first_of(".e") == std::string_view::npos) {
      *end++ = '.';
      *end++ = '0';
    }
    out_.take(size_t(end - room));
    return nullptr;
  }

  const char* string(std::string_view text) {
    char* to = out_.room(text.size() + 2);
    if (!to) return kRaised;
    *to++ = '"';
    size_t at = 0;
    for (; at + 8 <= text.size(); at += 8) {
      uint64_t eight;
      std::memcpy(&eight, text.data() + at, 8);
      if (needs_care(eight)) break;
      std::memcpy(to + at, &eight, 8);
    }
    while (at < text.size() && is_plain(text[at])) {
      to[at] = text[at];
      ++at;
    }
    if (at == text.size()) [[likely]] {
      to[at] = '"';
      out_.take(at + 2);
      return nullptr;
    }
    out_.take(at + 1);
    return careful_string(text, at);
  }

  static bool is_plain(char c) {
    return uint8_t(c) >= ' ' && uint8_t(c) < 0x80 && c != '"' && c != '\\';
  }

  // The rest of a string, from `at` on.
  const char* careful_string(std::string_view text, size_t at) {
    net::websocket::Utf8Check check;
    if (!check.feed(text) || !check.complete()) return "cannot encode a string that is not UTF-8";
    while (at < text.size()) {
      const size_t begin = at;
      while (at < text.size() && (is_plain(text[at]) || uint8_t(text[at]) >= 0x80)) ++at;
      if (!out_.add(text.substr(begin, at - begin))) return kRaised;
      if (at < text.size() && !escape(text[at++])) return kRaised;
    }
    return out_.add('"') ? nullptr : kRaised;
  }

  bool escape(char c) {
    switch (c) {
      case '"': return out_.add("\\\"");
      case '\\': return out_.add("\\\\");
      case '\b': return out_.add("\\b");
      case '\f': return out_.add("\\f");
      case '\n': return out_.add("\\n");
      case '\r': return out_.add("\\r");
      case '\t': return out_.add("\\t");
      default: break;
    }
    constexpr char kDigits[] = "0123456789abcdef";
    return out_.add("\\u00") && out_.add(kDigits[uint8_t(c) >> 4]) && out_.add(kDigits[c & 15]);
  }

  const char* table(const Table* t, int depth) {
    if (depth > kMaxDepth) return kDeep;
    switch (form_of(thread_->state, t, mark_)) {
      case TableForm::Array: return array(t, depth);
      case TableForm::Map: return object(t, depth);
      case TableForm::Mixed: break;
    }
    return "cannot encode a table that has elements and other keys";
  }

  const char* array(const Table* t, int depth) {
    if (!out_.add('[')) return kRaised;
    const auto length = int64_t(length_of(t));
    for (int64_t i = 1; i <= length; ++i) {
      if (i > 1 && !out_.add(',')) return kRaised;
      const Value v = get_int(t, i);
      if (const char* why = v.is_nil() ? added("null") : value(v, depth)) return why;
    }
    return out_.add(']') ? nullptr : kRaised;
  }

  const char* object(const Table* t, int depth) {
    if (!out_.add('{')) return kRaised;
    Value key, v;
    bool first = true;
    for (uint32_t at = kNoPosition;
         (at = next_after(thread_->state, t, at, &key, &v)) != kNoPosition;) {
      if (!first && !out_.add(',')) return kRaised;
      first = false;
      if (!key.is_string()) return "cannot encode a key that is not a string";
      if (const char* why = string(text_of(key.str()))) return why;
      if (!out_.add(':')) return kRaised;
      if (const char* why = value(v, depth)) return why;
    }
    return out_.add('}') ? nullptr : kRaised;
  }

  Thread* thread_;
  TextBuffer& out_;
  const Table* mark_;
};

}  // namespace

const char* write_json(Thread* L, const Value& value, TextBuffer& out) {
  return Writer(L, out).value(value, 0);
}

Returned encode_json(Thread* L, Value* at, uint32_t argc) {
  return give_encoded(L, at, argc, write_json);
}

}  // namespace tri::modules
