#include "modules/net/json_read.hpp"

#include <charconv>
#include <cstring>

#include "modules/net/build.hpp"
#include "modules/net/marks.hpp"
#include "net/websocket/utf8.hpp"
#include "runtime/args.hpp"
#include "runtime/limits.hpp"
#include "runtime/metatable.hpp"
#include "runtime/tables_inline.hpp"

namespace tri::modules {

namespace {

constexpr int kMaxDepth = 1000;
constexpr uint32_t kSlotsPerLevel = 6;  // a table, a key and a value, and what setters use

// An empty array stays one when it is written again. The table is on top.
bool mark_empty_array(Thread* L) {
  Table* const mark = array_metatable(L);
  return mark && set_metatable(L, L->top[-1].table(), mark);
}

// ── From a tape ──

class TapeReader {
 public:
  TapeReader(Thread* L, const net::gateway::JsonTape& tape) : thread_(L), tape_(tape) {}

  bool push_value() {
    const uint64_t word = tape_.words[at_++];
    switch (char(word >> 56)) {
      case '{': return push_object(word, nullptr);
      case '[': return push_array(word);
      case '"': return push_text(thread_, text(word));
      default: push(thread_, scalar(word)); return true;
    }
  }

 private:
  static uint32_t parts(uint64_t word) { return uint32_t(word >> 32) & 0xffffff; }

  std::string_view text(uint64_t word) const {
    const uint8_t* const at = tape_.strings + (word & 0xff'ffff'ffff'ffff);
    uint32_t size;
    std::memcpy(&size, at, sizeof size);
    return {reinterpret_cast<const char*>(at + sizeof size), size};
  }

  Value scalar(uint64_t word) {
    switch (char(word >> 56)) {
      case 'l': return Value::integer(int64_t(tape_.words[at_++]));
      // More than 63 bits: the float next to it, as the language has it.
      case 'u': return Value::number(double(tape_.words[at_++]));
      case 'd': return Value::number(__builtin_bit_cast(double, tape_.words[at_++]));
      case 't': return Value::boolean(true);
      case 'f': return Value::boolean(false);
      default: return null_value();
    }
  }

  // The shapes that an object went through which had the fields of another, in turn.
  struct Path {
    static constexpr uint32_t kMost = 16;
    const Shape* after[kMost];
    uint32_t count = 0;

    Path(const State* S, const Table* like) {
      if (!like || like->is_dictionary()) return;
      const Shape* s = shape_of(S, like);
      if (s->count > kMost || s->meta_kind != MetaKind::None || s->self_metatable_id) return;
      count = s->count;
      for (uint32_t i = count; i > 0; --i, s = s->parent) after[i - 1] = s;
    }
  };

  // The object before it in the same array, `like`, which may be null, mostly has the same keys in the same order: then they need not be
  // made and looked for.
  bool push_object(uint64_t word, const Table* like) {
    if (!ensure_stack(thread_, kSlotsPerLevel) || !push_table(thread_, 0, parts(word)))
      return false;
    const Path path(thread_->state, like);
    for (uint32_t i = 0; char(tape_.words[at_] >> 56) != '}'; ++i) {
      const std::string_view key = text(tape_.words[at_++]);
      if (i < path.count && text_of(path.after[i]->key) == key) {
        if (!push_value()) return false;
        Table* const t = thread_->top[-2].table();
        if (t->header.aux == path.after[i]->parent->id && !t->is_dictionary()) {
          if (!add_slot(thread_, t, path.after[i], thread_->top[-1])) return false;
          --thread_->top;
          continue;
        }
        // The key goes below its value.
        push(thread_, thread_->top[-1]);
        thread_->top[-2] = Value::of(path.after[i]->key);
        if (!set_pushed_field(thread_)) return false;
        continue;
      }
      if (!push_text(thread_, key) || !push_value() || !set_pushed_field(thread_)) return false;
    }
    ++at_;
    return true;
  }

  bool push_array(uint64_t word) {
    if (!ensure_stack(thread_, kSlotsPerLevel) || !push_table(thread_, parts(word), 0))
      return false;
    if (parts(word) == 0 && !mark_empty_array(thread_)) return false;
    const Table* last = nullptr;  // an element, so it lives as long as the array
    for (int64_t n = 1; char(tape_.words[at_] >> 56) != ']'; ++n) {
      const uint64_t element = tape_.words[at_];
      if (char(element >> 56) == '{') {
        ++at_;
        if (!push_object(element, last)) return false;
        last = thread_->top[-1].table();
      } else if (!push_value()) {
        return false;
      }
      if (!set_pushed_element(thread_, n)) return false;
    }
    ++at_;
    return true;
  }

  Thread* thread_;
  const net::gateway::JsonTape& tape_;
  size_t at_ = 1;
};

// ── From text ──

class TextReader {
 public:
  TextReader(Thread* L, std::string_view text, std::string& why)
      : thread_(L), text_(text), why_(why) {}

  bool push_document() {
    skip_space();
    if (!push_value(1)) return false;
    skip_space();
    return at_ == text_.size() || expected("the end of the text");
  }

 private:
  bool expected(std::string_view what) { return expected(what, at_); }
  bool expected(std::string_view what, size_t at) {
    why_ = "byte " + std::to_string(at) + ": expected " + std::string(what) + ", found ";
    if (at >= text_.size()) {
      why_ += "the end of the text";
    } else if (text_[at] > ' ' && text_[at] < 0x7f) {
      ((why_ += '\'') += text_[at]) += '\'';
    } else {
      constexpr char kDigits[] = "0123456789abcdef";
      const auto byte = uint8_t(text_[at]);
      ((why_ += "byte 0x") += kDigits[byte >> 4]) += kDigits[byte & 15];
    }
    return false;
  }

  void skip_space() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == '\t'))
      ++at_;
  }
  bool take(char c) {
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool push_word(std::string_view word, const Value& v) {
    if (text_.substr(at_, word.size()) != word) return expected("a value");
    at_ += word.size();
    push(thread_, v);
    return true;
  }

  bool push_value(int depth) {
    if (depth > kMaxDepth) {
      why_ = "byte " + std::to_string(at_) + ": nested deeper than " + std::to_string(kMaxDepth);
      return false;
    }
    if (at_ == text_.size()) return expected("a value");
    switch (text_[at_]) {
      case '{': return push_object(depth);
      case '[': return push_array(depth);
      case '"': return push_string();
      case 't': return push_word("true", Value::boolean(true));
      case 'f': return push_word("false", Value::boolean(false));
      case 'n': return push_word("null", null_value());
      default: return push_number();
    }
  }

  bool push_object(int depth) {
    ++at_;
    if (!ensure_stack(thread_, kSlotsPerLevel) || !push_table(thread_, 0, 0)) return false;
    skip_space();
    if (take('}')) return true;
    for (;;) {
      if (at_ == text_.size() || text_[at_] != '"') return expected("a key in quotes");
      if (!push_string()) return false;
      skip_space();
      if (!take(':')) return expected("':'");
      skip_space();
      if (!push_value(depth + 1) || !set_pushed_field(thread_)) return false;
      skip_space();
      if (take('}')) return true;
      if (!take(',')) return expected("',' or '}'");
      skip_space();
    }
  }

  bool push_array(int depth) {
    ++at_;
    if (!ensure_stack(thread_, kSlotsPerLevel) || !push_table(thread_, 0, 0)) return false;
    skip_space();
    if (take(']')) return mark_empty_array(thread_);
    for (int64_t n = 1;; ++n) {
      if (!push_value(depth + 1) || !set_pushed_element(thread_, n)) return false;
      skip_space();
      if (take(']')) return true;
      if (!take(',')) return expected("',' or ']'");
      skip_space();
    }
  }

  size_t digits() {
    const size_t begin = at_;
    while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') ++at_;
    return at_ - begin;
  }

  bool push_number() {
    const size_t begin = at_;
    (void)take('-');
    if (at_ == begin && (at_ == text_.size() || text_[at_] < '0' || text_[at_] > '9'))
      return expected("a value");
    if (!take('0') && digits() == 0) return expected("a digit");
    bool whole = true;
    if (take('.')) {
      whole = false;
      if (digits() == 0) return expected("a digit");
    }
    if (take('e') || take('E')) {
      whole = false;
      if (!take('-')) (void)take('+');
      if (digits() == 0) return expected("a digit");
    }
    const char* const from = text_.data() + begin;
    const char* const to = text_.data() + at_;
    int64_t i;
    if (whole && std::from_chars(from, to, i).ec == std::errc()) {
      push(thread_, Value::integer(i));
      return true;
    }
    double d = 0;
    // Too small for a float is zero, too large is no number.
    if (std::from_chars(from, to, d).ec == std::errc::result_out_of_range &&
        !is_tiny({from, size_t(to - from)})) {
      why_ = "byte " + std::to_string(begin) + ": a number that no float can hold";
      return false;
    }
    push(thread_, Value::number(d));
    return true;
  }
  // Whether a number that is out of range is so because it is near zero.
  static bool is_tiny(std::string_view number) {
    const size_t exponent = number.find_first_of("eE");
    if (exponent != std::string_view::npos) return number[exponent + 1] == '-';
    return number.find_first_of("123456789") > number.find('.');
  }

  bool push_string() {
    const size_t begin = ++at_;
    while (at_ < text_.size() && text_[at_] != '"' && text_[at_] != '\\' &&
           uint8_t(text_[at_]) >= ' ')
      ++at_;
    if (at_ < text_.size() && text_[at_] == '"')
      return push_checked(text_.substr(begin, at_++ - begin), begin);
    std::string room(text_.substr(begin, at_ - begin));
    while (at_ < text_.size() && text_[at_] != '"') {
      if (uint8_t(text_[at_]) < ' ') return expected("a character of the string");
      if (text_[at_] == '\\') {
        if (!take_escape(room)) return false;
      } else {
        room += text_[at_++];
      }
    }
    if (!take('"')) return expected("'\"'");
    return push_checked(room, begin);
  }
  bool push_checked(std::string_view string, size_t begin) {
    net::websocket::Utf8Check check;
    if (!check.feed(string) || !check.complete()) {
      why_ = "byte " + std::to_string(begin) + ": a string that is not UTF-8";
      return false;
    }
    return push_text(thread_, string);
  }

  bool take_escape(std::string& room) {
    const size_t begin = at_++;
    if (at_ == text_.size()) return expected("an escape");
    switch (text_[at_++]) {
      case '"': room += '"'; return true;
      case '\\': room += '\\'; return true;
      case '/': room += '/'; return true;
      case 'b': room += '\b'; return true;
      case 'f': room += '\f'; return true;
      case 'n': room += '\n'; return true;
      case 'r': room += '\r'; return true;
      case 't': room += '\t'; return true;
      case 'u': return take_code_point(room, begin);
      default: return expected("one of \"\\/bfnrtu", begin + 1);
    }
  }
  bool take_hex(uint32_t& unit) {
    unit = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
      const char c = at_ < text_.size() ? text_[at_] : '\0';
      const int digit = c >= '0' && c <= '9'   ? c - '0'
                        : c >= 'a' && c <= 'f' ? c - 'a' + 10
                        : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                               : -1;
      if (digit < 0) return expected("a hex digit");
      unit = unit << 4 | uint32_t(digit);
    }
    return true;
  }
  bool take_code_point(std::string& room, size_t begin) {
    uint32_t code;
    if (!take_hex(code)) return false;
    if (code >= 0xd800 && code < 0xe000) {
      uint32_t low = 0;
      const bool paired = code < 0xdc00 && take('\\') && take('u') && take_hex(low) &&
                          low >= 0xdc00 && low < 0xe000;
      if (!paired) {
        why_ = "byte " + std::to_string(begin) + ": half of a surrogate pair";
        return false;
      }
      code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    }
    if (code < 0x80) {
      room += char(code);
    } else if (code < 0x800) {
      (room += char(0xc0 | code >> 6)) += char(0x80 | (code & 63));
    } else if (code < 0x10000) {
      ((room += char(0xe0 | code >> 12)) += char(0x80 | (code >> 6 & 63))) +=
          char(0x80 | (code & 63));
    } else {
      (((room += char(0xf0 | code >> 18)) += char(0x80 | (code >> 12 & 63))) +=
       char(0x80 | (code >> 6 & 63))) += char(0x80 | (code & 63));
    }
    return true;
  }

  Thread* thread_;
  std::string_view text_;
  std::string& why_;
  size_t at_ = 0;
};

}  // namespace

bool push_tape(Thread* L, const net::gateway::JsonTape& tape) {
  return TapeReader(L, tape).push_value();
}

bool push_json(Thread* L, std::string_view text, std::string& why) {
  why.clear();
  return TextReader(L, text, why).push_document();
}

Returned decode_json(Thread* L, Value* at, uint32_t argc, net::gateway::JsonParser* parser) {
  const Args a{L, at, argc};
  std::string_view text;
  if (!a.string(1, &text) || !charge_bytes(L, text.size())) return Returned::Raised;
  const ptrdiff_t base = at - L->stack;
  if (parser) {
    const net::gateway::JsonTape tape = parser->parse(text);
    if (tape.words) return push_tape(L, tape) ? results_at_top(1) : Returned::Raised;
  }
  std::string why;
  const bool is_decoded = push_json(L, text, why);
  return give_decoded(L, base, argc, is_decoded, why);
}

}  // namespace tri::modules
