#include "modules/net/msgpack.hpp"

#include <vector>

#include "modules/net/build.hpp"
#include "modules/net/marks.hpp"
#include "net/msgpack/codec.hpp"
#include "net/websocket/utf8.hpp"
#include "runtime/args.hpp"
#include "runtime/library.hpp"
#include "runtime/metatable.hpp"
#include "runtime/root.hpp"

namespace tri::modules {

namespace {

namespace mp = net::msgpack;
using mp::Kind;
using mp::Node;

constexpr const char kExtensionMark[] = "trinity.extension";
constexpr const char kRaised[] = "";
constexpr int kMaxDepth = 128;  // as many as net/msgpack reads

// What mp::write_* append to: a buffer of the state's heap. Once it cannot grow, nothing more is taken.
class Appender {
 public:
  explicit Appender(TextBuffer& out) : out_(out) {}
  void push_back(char c) { fine_ = fine_ && out_.add(c); }
  void append(const char* bytes, size_t size) { fine_ = fine_ && out_.add({bytes, size}); }
  bool fine() const { return fine_; }

 private:
  TextBuffer& out_;
  bool fine_ = true;
};

// ── Writing ──

Table* extension_metatable(State* S) {
  const Value known = get_text(S, S->registry.table(), kExtensionMark);
  return known.is_table() ? known.table() : nullptr;
}

class Writer {
 public:
  Writer(Thread* L, TextBuffer& out)
      : state_(L->state),
        out_(out),
        array_mark_(known_array_metatable(state_)),
        extension_mark_(extension_metatable(state_)) {}

  const char* value(const Value& v, int depth) {
    switch (v.tag) {
      case Tag::Nil: mp::write_nil(out_); break;
      case Tag::False: mp::write_boolean(out_, false); break;
      case Tag::True: mp::write_boolean(out_, true); break;
      case Tag::Int: mp::write_integer(out_, v.i); break;
      case Tag::Float: mp::write_float64(out_, v.d); break;
      case Tag::ShortStr:
      case Tag::LongStr: return string(text_of(v.str()));
      case Tag::Table: return table(v.table(), depth + 1);
      case Tag::LightUserdata:
        if (!is_null(v)) return "cannot encode a light userdata";
        mp::write_nil(out_);
        break;
      default:
        return v.type() == Type::Function ? "cannot encode a function"
               : v.type() == Type::Thread ? "cannot encode a thread"
                                          : "cannot encode a userdata";
    }
    return done();
  }

 private:
  const char* done() const { return out_.fine() ? nullptr : kRaised; }

  // What is UTF-8 is a string, and what is not is binary: the format wants it so.
  const char* string(std::string_view text) {
    if (text.size() > UINT32_MAX) return "cannot encode a string of 4 GiB";
    net::websocket::Utf8Check check;
    if (check.feed(text) && check.complete())
      mp::write_string(out_, text);
    else
      mp::write_binary(out_, text);
    return done();
  }

  const char* table(const Table* t, int depth) {
    if (depth > kMaxDepth) return "nested deeper than 128, or contains itself";
    if (extension_mark_ && metatable_of(state_, t) == extension_mark_) return extension(t);
    switch (form_of(state_, t, array_mark_)) {
      case TableForm::Array: return array(t, depth);
      default: return map(t, depth);
    }
  }

  const char* array(const Table* t, int depth) {
    const auto length = int64_t(length_of(t));
    mp::write_array(out_, size_t(length));
    for (int64_t i = 1; i <= length; ++i)
      if (const char* why = value(get_int(t, i), depth)) return why;
    return done();
  }

  const char* map(const Table* t, int depth) {
    Value key, v;
    size_t pairs = 0;
    for (uint32_t at = kNoPosition; (at = next_after(state_, t, at, &key, &v)) != kNoPosition;)
      ++pairs;
    mp::write_map(out_, pairs);
    for (uint32_t at = kNoPosition; (at = next_after(state_, t, at, &key, &v)) != kNoPosition;) {
      if (const char* why = value(key, depth)) return why;
      if (const char* why = value(v, depth)) return why;
    }
    return done();
  }

  const char* extension(const Table* t) {
    const Value type = get_text(state_, t, "type"), data = get_text(state_, t, "data");
    if (!type.is_int() || type.i < -128 || type.i > 127 || !data.is_string())
      return "cannot encode an extension without a type of -128 to 127 and data";
    const std::string_view bytes = text_of(data.str());
    if (bytes.size() > UINT32_MAX) return "cannot encode a string of 4 GiB";
    mp::write_extension(out_, int8_t(type.i), bytes);
    return done();
  }

  State* state_;
  Appender out_;
  const Table* array_mark_;
  const Table* extension_mark_;
};

// ── Reading ──

class Reader {
 public:
  Reader(Thread* L, std::string_view bytes, const std::vector<Node>& nodes, std::string& why)
      : thread_(L), bytes_(bytes), nodes_(nodes), why_(why) {}

  bool push_value() {
    const Node& node = nodes_[at_++];
    switch (node.kind) {
      case Kind::Nil: push(thread_, null_value()); return true;
      case Kind::Boolean: push(thread_, Value::boolean(node.integer != 0)); return true;
      case Kind::Integer: push(thread_, Value::integer(node.integer)); return true;
      // More than 63 bits: the float next to it, as the language has it.
      case Kind::Unsigned: push(thread_, Value::number(double(node.unsigned_integer))); return true;
      case Kind::Float32: push(thread_, Value::number(double(node.float32))); return true;
      case Kind::Float64: push(thread_, Value::number(node.float64)); return true;
      case Kind::String:
      case Kind::Binary: return push_text(thread_, node.bytes.in(bytes_));
      case Kind::Array: return push_array(node.count);
      case Kind::Map: return push_map(node.count);
      case Kind::Extension: return push_extension(node);
    }
    TRI_UNREACHABLE();
  }

 private:
  static constexpr uint32_t kSlotsPerLevel = 6;

  bool push_array(uint64_t count) {
    if (!ensure_stack(thread_, kSlotsPerLevel) || !push_table(thread_, uint32_t(count), 0))
      return false;
    if (count == 0) {
      Table* const mark = array_metatable(thread_);
      return mark && set_metatable(thread_, thread_->top[-1].table(), mark);
    }
    for (uint64_t n = 1; n <= count; ++n)
      if (!push_value() || !set_pushed_element(thread_, int64_t(n))) return false;
    return true;
  }

  bool push_map(uint64_t pairs) {
    if (!ensure_stack(thread_, kSlotsPerLevel) || !push_table(thread_, 0, uint32_t(pairs)))
      return false;
    for (; pairs > 0; --pairs) {
      if (!push_value()) return false;
      if (const Value& key = thread_->top[-1]; key.is_float() && key.d != key.d) {
        why_ = "element " + std::to_string(at_ - 1) + ": expected a key, found nan";
        return false;
      }
      if (!push_value() || !set_pushed_field(thread_)) return false;
    }
    return true;
  }

  bool push_extension(const Node& node) {
    Table* const mark = extension_metatable(thread_->state);
    if (!ensure_stack(thread_, kSlotsPerLevel) || !push_table(thread_, 0, 2)) return false;
    const Root<Table> t{thread_, thread_->top[-1].table()};
    Str* const data = new_string(thread_, node.bytes.in(bytes_));
    return data && set_field(thread_, t, "data", Value::of(data)) &&
           set_field(thread_, t, "type", Value::integer(node.type)) &&
           (!mark || set_metatable(thread_, t, mark));
  }

  Thread* thread_;
  std::string_view bytes_;
  const std::vector<Node>& nodes_;
  std::string& why_;
  size_t at_ = 0;
};

// ── The module ──

Returned decode(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  std::string_view bytes;
  if (!a.string(1, &bytes) || !charge_bytes(L, bytes.size())) return Returned::Raised;
  const ptrdiff_t base = at - L->stack;
  std::string why;
  const bool is_decoded = push_msgpack(L, bytes, why);
  return give_decoded(L, base, argc, is_decoded, why);
}

Returned encode(Thread* L, Value* at, uint32_t argc) {
  return give_encoded(L, at, argc, write_msgpack);
}

Returned extension(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  int64_t type;
  Str* data;
  if (!a.integer(1, &type) || !a.str(2, &data)) return Returned::Raised;
  if (type < -128 || type > 127) return a.fail(1, "-128 to 127 expected");
  const Root<Table> t{L, new_table(L, 2)};
  if (!t.get() || !set_field(L, t, "data", at[2]) ||
      !set_field(L, t, "type", Value::integer(type)) ||
      !set_metatable(L, t, extension_metatable(L->state)))
    return Returned::Raised;
  return a.give(Value::of(t.get()));
}

constexpr Builtin kFunctions[] = {
    {.name = "decode", .body = decode},
    {.name = "encode", .body = encode},
    {.name = "array", .body = mark_array},
    {.name = "extension", .body = extension},
};

bool make_extension_metatable(Thread* L) {
  if (extension_metatable(L->state)) return true;
  const Root<Table> made{L, new_table(L)};
  if (!made.get()) return false;
  Str* const name = new_string(L, "extension");
  return name && set_field(L, made, "__name", Value::of(name)) &&
         set_field(L, L->state->registry.table(), kExtensionMark, Value::of(made.get()));
}

}  // namespace

const char* write_msgpack(Thread* L, const Value& value, TextBuffer& out) {
  return Writer(L, out).value(value, 0);
}

bool push_msgpack(Thread* L, std::string_view bytes, std::string& why) {
  why.clear();
  auto nodes = mp::parse_whole(bytes);
  if (!nodes) {
    why = nodes.error().message;
    return false;
  }
  return Reader(L, bytes, *nodes, why).push_value();
}

Returned load_msgpack(Thread* L, Value* at, uint32_t argc) {
  const Root<Table> module{L, new_table(L)};
  if (!module.get() || !make_extension_metatable(L) || !register_builtins(L, module, kFunctions) ||
      !set_field(L, module, "null", null_value()))
    return Returned::Raised;
  return Args{L, at, argc}.give(Value::of(module.get()));
}

}  // namespace tri::modules
