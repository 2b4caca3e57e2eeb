// Shows what the grammars of the wire make of inputs, for differential.py: what we take must mean the same to others.
//
// Standard input holds records: a byte for the grammar (h, r, m, c), a length (4 bytes, little endian), the input. Each
// is answered by one line: "no" (refused), "more" (not whole), or tokens; bytes are shown in hexadecimal.
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "net/csv/rows.hpp"
#include "net/http/framing.hpp"
#include "net/http/head.hpp"
#include "net/msgpack/value.hpp"
#include "net/resp/value.hpp"

namespace {

using namespace tri::net;

std::string hex(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    text += kDigits[uint8_t(c) >> 4];
    text += kDigits[uint8_t(c) & 15];
  }
  return text;
}

std::string show_head(std::string_view input) {
  http::RequestParser parser;
  http::RequestHead head;
  switch (parser.parse(input, head)) {
    case http::HeadResult::NeedMore: return "more";
    case http::HeadResult::Malformed: return "no";
    case http::HeadResult::Done: break;
  }
  const auto framing = http::framing_of(head, input);
  if (!framing) return "no";
  std::string text = hex(head.method.in(input)) + " " + hex(head.target.in(input));
  for (const auto& field : head.fields)
    text += " " + hex(field.name.in(input)) + "=" + hex(field.value.in(input));
  if (framing->body == http::BodyKind::Chunked) return text + " chunked";
  return text + " " + std::to_string(framing->length);
}

std::string token(const resp::Node& node, std::string_view input) {
  switch (node.kind) {
    case resp::Kind::Null: return "N";
    case resp::Kind::Integer: return "I" + std::to_string(node.integer);
    case resp::Kind::Array: return "A" + std::to_string(node.count);
    case resp::Kind::Simple: return "P" + hex(node.text.in(input));
    case resp::Kind::Error: return "E" + hex(node.text.in(input));
    case resp::Kind::Blob: return "S" + hex(node.text.in(input));
    default: return "resp3";
  }
}

template <class T>
std::string bits(T number) {
  char bytes[sizeof number];
  std::memcpy(bytes, &number, sizeof number);
  return hex({bytes, sizeof bytes});
}

std::string token(const msgpack::Node& node, std::string_view input) {
  switch (node.kind) {
    case msgpack::Kind::Nil: return "N";
    case msgpack::Kind::Boolean: return node.integer ? "T" : "F";
    case msgpack::Kind::Integer: return "I" + std::to_string(node.integer);
    case msgpack::Kind::Unsigned: return "I" + std::to_string(node.unsigned_integer);
    case msgpack::Kind::Float32: return "D" + bits(double(node.float32));
    case msgpack::Kind::Float64: return "D" + bits(node.float64);
    case msgpack::Kind::String:
    case msgpack::Kind::Binary: return "S" + hex(node.bytes.in(input));
    case msgpack::Kind::Array: return "A" + std::to_string(node.count);
    case msgpack::Kind::Map: return "M" + std::to_string(node.count);
    case msgpack::Kind::Extension:
      return "X" + std::to_string(node.type) + ":" + hex(node.bytes.in(input));
  }
  return "?";
}

template <class Parser>
std::string show_message(std::string_view input) {
  Parser parser;
  std::vector<typename Parser::Node> nodes(input.size() + 1);
  switch (parser.parse(input, nodes)) {
    case parse::ParseResult::NeedMore: return "more";
    case parse::ParseResult::Done: break;
    default: return "no";
  }
  std::string text = std::to_string(parser.size());
  for (size_t i = 0; i < parser.count(); ++i) text += " " + token(nodes[i], input);
  return text;
}

std::string show_csv(std::string_view input) {
  const csv::RowParser parser;
  std::vector<csv::Cell> cells(input.size() + 2);
  const csv::Rows rows = parser.parse(input, true, cells);
  if (rows.result != parse::ParseResult::Done) return "no";
  std::string text = "csv", room;
  for (size_t i = 0; i < rows.cells; ++i)
    text += " " + hex(csv::text_of(cells[i], input, room)) + (cells[i].last ? "/" : ",");
  return text;
}

}  // namespace

int main() {
  for (int kind; (kind = std::getchar()) != EOF;) {
    uint32_t size = 0;
    if (std::fread(&size, sizeof size, 1, stdin) != 1 || size > (64u << 20)) return 65;
    std::string input(size, '\0');
    if (std::fread(input.data(), 1, size, stdin) != size) return 65;
    const std::string shown = kind == 'h'   ? show_head(input)
                              : kind == 'r' ? show_message<resp::ValueParser>(input)
                              : kind == 'm' ? show_message<msgpack::ValueParser>(input)
                                            : show_csv(input);
    std::puts(shown.c_str());
  }
}
