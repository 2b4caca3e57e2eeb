// Fuzz target: the grammars of the wire say the same about an input whole, cut anywhere, and on every instruction set.
//
// The first byte chooses the grammar, the second where the input is cut.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/assert.hpp"
#include "net/condition/condition.hpp"
#include "net/csv/rows.hpp"
#include "net/http/chunked.hpp"
#include "net/http/framing.hpp"
#include "net/http/head.hpp"
#include "net/msgpack/value.hpp"
#include "net/resp/value.hpp"
#include "net/websocket/frame.hpp"

namespace {

using namespace tri;
using namespace tri::net;

constexpr parse::Isa kIsas[] = {parse::Isa::Portable, parse::Isa::Avx2, parse::Isa::Avx512};

// Exactly as large as its text, so that AddressSanitizer sees a byte too far.
struct Exact {
  explicit Exact(std::string_view text) : bytes(text.begin(), text.end()) { bytes.shrink_to_fit(); }
  std::string_view view() const { return {bytes.data(), bytes.size()}; }
  std::vector<char> bytes;
};

std::string shown(const http::RequestHead& head, std::string_view input) {
  std::string text = std::string(head.method.in(input)) + "|" + std::string(head.target.in(input));
  for (const auto& field : head.fields)
    text += "|" + std::string(field.name.in(input)) + "=" + std::string(field.value.in(input));
  return text + "|" + std::to_string(head.size);
}

std::string parse_head(std::string_view text, size_t cut, parse::Isa isa) {
  http::RequestParser parser(isa);
  http::RequestHead head;
  const Exact start(text.substr(0, cut)), whole(text);
  http::HeadResult result = parser.parse(start.view(), head);
  std::string_view seen = start.view();
  if (result == http::HeadResult::NeedMore) {
    result = parser.parse(whole.view(), head);
    seen = whole.view();
  }
  if (result == http::HeadResult::NeedMore) return "more";
  if (result == http::HeadResult::Malformed) {
    TRI_CHECK(!parser.explain(seen).message.empty());
    return "malformed";
  }
  TRI_CHECK(head.size <= seen.size());
  (void)http::framing_of(head, seen);
  return shown(head, text);
}

template <class Parser>
std::string parse_message(std::string_view text, size_t cut, parse::Isa isa) {
  Parser parser(isa);
  std::vector<typename Parser::Node> nodes(256);
  const Exact start(text.substr(0, cut)), whole(text);
  parse::ParseResult result = parser.parse(start.view(), nodes);
  std::string_view seen = start.view();
  if (result == parse::ParseResult::NeedMore) {
    TRI_CHECK(parser.needed() > 0);
    result = parser.parse(whole.view(), nodes);
    seen = whole.view();
  }
  if (result == parse::ParseResult::Malformed) TRI_CHECK(!parser.explain(seen).empty());
  if (result != parse::ParseResult::Done) return std::to_string(int(result));
  TRI_CHECK(parser.size() <= seen.size() && parser.count() <= nodes.size());
  return "done " + std::to_string(parser.size()) + " " + std::to_string(parser.count());
}

std::string parse_csv(std::string_view text, size_t cut, parse::Isa isa) {
  const csv::RowParser parser(isa);
  std::vector<csv::Cell> cells(text.size() + 2);  // never too few
  std::string shown, room;
  size_t at = 0;
  for (const size_t end : {cut, text.size()}) {
    const Exact piece(text.substr(at, end - at));
    const csv::Rows rows = parser.parse(piece.view(), end == text.size(), cells);
    TRI_CHECK(rows.used <= piece.view().size());
    for (size_t i = 0; i < rows.cells; ++i) {
      shown += csv::text_of(cells[i], piece.view(), room);
      shown += cells[i].last ? "\n" : "\x1f";
    }
    if (rows.result == parse::ParseResult::Malformed) {
      TRI_CHECK(!parser.explain(piece.view(), end == text.size()).empty());
      return shown + "malformed";
    }
    TRI_CHECK(rows.result != parse::ParseResult::Full);
    at += rows.used;
  }
  return shown;
}

std::string parse_chunks(std::string_view text, size_t cut, parse::Isa isa) {
  http::ChunkedReader reader(isa);
  std::string buffer, body;
  for (const std::string_view piece_in : {text.substr(0, cut), text.substr(cut)}) {
    buffer += piece_in;
    for (bool more = false; !more;) {
      const Exact piece(buffer);
      const auto step = reader.next(piece.view());
      TRI_CHECK(step.used <= buffer.size());
      body += step.data;
      if (step.kind == http::ChunkedReader::Kind::Malformed) return body + " malformed";
      if (step.kind == http::ChunkedReader::Kind::End) return body + " end";
      more = step.kind == http::ChunkedReader::Kind::NeedMore;
      buffer.erase(0, step.used);
    }
  }
  return body + " more";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 2, size - 2);
  const size_t cut = text.empty() ? 0 : data[1] % (text.size() + 1);
  using Parse = std::string (*)(std::string_view, size_t, parse::Isa);
  constexpr Parse kParses[] = {parse_head, parse_message<resp::ValueParser>,
                               parse_message<msgpack::ValueParser>, parse_csv, parse_chunks};
  const size_t which = data[0] % 8;
  if (which < std::size(kParses)) {
    const std::string expected = kParses[which](text, text.size(), parse::Isa::Portable);
    for (const parse::Isa isa : kIsas)
      if (parse::has_isa(isa)) TRI_CHECK(kParses[which](text, cut, isa) == expected);
  } else if (which == 5) {
    websocket::FrameHeader header;
    const auto start = websocket::parse_frame(text, header);
    if (start.result == parse::ParseResult::Malformed)
      TRI_CHECK(!websocket::explain_frame(text).empty());
  } else {
    const auto condition = condition::parse_condition(text);
    if (!condition) TRI_CHECK(!condition.error().message.empty());
  }
  return 0;
}
