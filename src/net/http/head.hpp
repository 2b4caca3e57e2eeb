// HTTP/1.1 message heads: what the grammar (head_grammar.hpp) puts out, and the parsers that resume.
//
// All text is slices of the input; nothing is copied or decoded. What the fields mean for the message - its body, its
// host, whether the connection stays - is decided in framing.hpp.
#pragma once

#include <string>
#include <string_view>

#include "net/parse/isa.hpp"
#include "net/parse/resume_state.hpp"
#include "net/parse/slice.hpp"

namespace tri::net::http {

using parse::Slice;

inline constexpr size_t kMaxFields = 100;
inline constexpr size_t kMaxMethod = 32, kMaxTarget = 8192, kMaxFieldName = 256;
inline constexpr size_t kMaxFieldValue = 16384;
inline constexpr size_t kMaxHead = 65536;

struct HeaderField {
  Slice name, value;  // the value without the blanks around it
};
using Fields = parse::List<HeaderField, kMaxFields>;

struct RequestHead {
  Slice method, target;
  uint8_t major = 0, minor = 0;
  uint32_t size = 0;  // of the head, with the empty line
  Fields fields;
};

struct ResponseHead {
  uint8_t major = 0, minor = 0;
  uint16_t status = 0;
  Slice reason;
  uint32_t size = 0;
  Fields fields;
};

struct Trailer {
  uint32_t size = 0;
  Fields fields;
};

enum class HeadResult : uint8_t { Done, NeedMore, Malformed };

// Why a head was refused: the answer that a server gives, and the place.
struct HeadError {
  int status = 400;  // 400, 414 (target too long), 431 (fields too many or too long)
  std::string message;
};

struct HeadKernel;

// Parses one head, in as many calls as its input needs. `input` begins where the head begins, in every call, and only
// grows. Cost: linear in the input, however it is cut; no allocation.
template <class Head>
class HeadParser {
 public:
  explicit HeadParser(parse::Isa isa = parse::best_isa(), size_t max_head = kMaxHead);

  // After Done the head is `head.size` bytes, and the parser is ready for the next.
  HeadResult parse(std::string_view input, Head& head);
  // For a head that was Malformed.
  HeadError explain(std::string_view input) const;
  void reset() { progress_ = {}; }

 private:
  const HeadKernel* kernel_;
  size_t max_head_;
  parse::Progress progress_;
};

using RequestParser = HeadParser<RequestHead>;
using ResponseParser = HeadParser<ResponseHead>;
using TrailerParser = HeadParser<Trailer>;  // the fields behind the last chunk

}  // namespace tri::net::http
