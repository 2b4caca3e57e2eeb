#include "server/sandbox/answer.hpp"

#include <strings.h>

#include "modules/net/json_write.hpp"
#include "runtime/call.hpp"
#include "runtime/error.hpp"
#include "runtime/limits.hpp"
#include "runtime/strings.hpp"
#include "runtime/tables.hpp"
#include "runtime/text_buffer.hpp"
#include "server/sandbox/sandbox.hpp"

namespace tri::server {

namespace {

class AnswerReader {
 public:
  AnswerReader(Thread* L, int64_t max_body, Outgoing* out)
      : thread_(L), max_body_(max_body), out_(out) {}

  bool read(const Value& v) {
    if (v.is_nil()) {
      out_->status = 204;
      return true;
    }
    if (v.is_string()) {
      out_->fields.emplace_back("Content-Type", "text/plain; charset=utf-8");
      return take_body(text_of(v.str()));
    }
    if (!v.is_table())
      return refuse("the handler returned a %s, expected a table or a string", type_name(v.type()));
    return read_table(v.table());
  }

 private:
  bool read_table(const Table* t) {
    const Value status = field(t, "status"), headers = field(t, "headers"), body = field(t, "body"),
                json = field(t, "json");
    if (!status.is_nil()) {
      if (!status.is_int() || status.i < 200 || status.i > 599)
        return refuse("the answer's status is no integer from 200 to 599");
      out_->status = int(status.i);
    }
    if (!headers.is_nil()) {
      if (!headers.is_table())
        return refuse("the answer's headers are a %s, expected a table", type_name(headers.type()));
      if (!read_headers(headers.table())) return false;
    }
    if (!json.is_nil()) {
      if (!body.is_nil()) return refuse("the answer has both body and json");
      return write_body(json);
    }
    if (body.is_nil()) return true;
    if (body.type() == Type::Function) return take_pieces(body);
    if (!body.is_string())
      return refuse("the answer's body is a %s, expected a string or a function",
                    type_name(body.type()));
    return take_body(text_of(body.str()));
  }

  bool read_headers(const Table* t) {
    Value name, value;
    for (uint32_t at = kNoPosition;
         (at = next_after(thread_->state, t, at, &name, &value)) != kNoPosition;) {
      if (!name.is_string()) return refuse("names of headers are strings");
      if (!value.is_table()) {
        if (!add_header(name, value)) return false;
        continue;
      }
      for (int64_t i = 1; i <= int64_t(length_of(value.table())); ++i)
        if (!add_header(name, get_int(value.table(), i))) return false;
    }
    return true;
  }

  bool add_header(const Value& name, const Value& value) {
    std::string text;
    if (value.is_string())
      text = text_of(value.str());
    else if (value.is_int())
      text = std::to_string(value.i);
    else
      return refuse("a header's value is a %s, expected a string or an integer",
                    type_name(value.type()));
    out_->fields.emplace_back(text_of(name.str()), std::move(text));
    return true;
  }

  bool write_body(const Value& json) {
    TextBuffer text{thread_};
    if (const char* why = modules::write_json(thread_, json, text))
      return *why != '\0' && refuse("the answer's json: %s", why);
    if (!charge_bytes(thread_, text.size())) return false;
    const bool has_type = [&] {
      for (const auto& [name, value] : out_->fields)
        if (name.size() == 12 && strcasecmp(name.c_str(), "content-type") == 0) return true;
      return false;
    }();
    if (!has_type) out_->fields.emplace_back("Content-Type", "application/json");
    return take_body(text.text());
  }

  // The answer's table, which holds `f`, stays on the stack.
  bool take_pieces(const Value& f) {
    BodyWriter* const writer = Sandbox::of(thread_->state).incoming().writer;
    int64_t bytes = 0;
    if (!ensure_stack(thread_, kMinSlots)) return false;
    *thread_->top++ = f;  // the table may let go of it
    for (;;) {
      if (!ensure_stack(thread_, kMinSlots)) return false;
      *thread_->top = thread_->top[-1];
      ++thread_->top;
      if (!call_nested(thread_, thread_->top - 1, 0, 1)) return false;
      const Value piece = thread_->top[-1];
      if (piece.is_nil()) break;
      if (!piece.is_string())
        return refuse("the answer's body gave a %s, expected a string or nil",
                      type_name(piece.type()));
      const std::string_view text = text_of(piece.str());
      bytes += int64_t(text.size());
      if (bytes > max_body_) return (void)raise_stop(thread_, Stop::Output), false;
      if (!charge_bytes(thread_, text.size())) return false;
      if (!writer)
        out_->body += text;
      else if (!text.empty() && !send(*writer, text))
        return false;
      --thread_->top;
    }
    thread_->top -= 2;
    return true;
  }

  bool send(BodyWriter& writer, std::string_view piece) {
    const auto sent = writer.write(
        *out_, piece,
        [](void* thread) {
          auto* const L = static_cast<Thread*>(thread);
          Sandbox::of(L->state).tell_stack(L);
          return is_stop_asked(L->state);
        },
        thread_);
    if (!may_go_on(thread_)) return false;
    return sent || refuse("the answer's body: %s", sent.error().message.c_str());
  }

  bool take_body(std::string_view body) {
    if (int64_t(body.size()) > max_body_) return (void)raise_stop(thread_, Stop::Output), false;
    if (!charge_bytes(thread_, body.size())) return false;
    out_->body = body;
    return true;
  }

  Value field(const Table* t, std::string_view name) const {
    return get_text(thread_->state, t, name);
  }

  template <class... Arguments>
  bool refuse(const char* format, Arguments... arguments) {
    Str* const message = format_text(thread_, format, arguments...);
    if (message) (void)raise(thread_, Value::of(message));
    return false;
  }

  Thread* thread_;
  int64_t max_body_;
  Outgoing* out_;
};

}  // namespace

bool read_answer(Thread* L, int64_t max_body, Outgoing* out) {
  return AnswerReader(L, max_body, out).read(L->top[-1]);
}

}  // namespace tri::server
