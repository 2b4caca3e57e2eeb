// JsonWriter: JSON text, piece by piece.
//
// Always valid: commas are placed by the writer, and bytes that are no UTF-8 become U+FFFD. Numbers that JSON has not (nan,
// infinities) become null. The caller closes what it opens.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tri {

class JsonWriter {
 public:
  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  JsonWriter& key(std::string_view name);
  JsonWriter& text(std::string_view value);
  JsonWriter& number(uint64_t value);
  JsonWriter& integer(int64_t value);
  JsonWriter& real(double value);
  JsonWriter& boolean(bool value);
  JsonWriter& null();
  // `json` is a whole value already.
  JsonWriter& raw(std::string_view json);

  // The text so far; of a finished value with a line break behind it.
  std::string take() { return std::move(out_) + "\n"; }
  std::string take_bare() { return std::move(out_); }

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  void separate();
  void quote(std::string_view text);

  std::string out_;
  bool needs_comma_ = false;
};

// Bytes at the start of `text` that are one UTF-8 character; 0 when there is none.
size_t utf8_character(std::string_view text);

}  // namespace tri
