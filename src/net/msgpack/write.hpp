// Writing MessagePack: each function appends one element, in its shortest form. A container is its count and then its parts.
#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>

namespace tri::net::msgpack {

// `size` low bytes of `number`, the highest first.
inline void write_big_endian(std::string& out, uint64_t number, unsigned size) {
  char bytes[8];
  for (unsigned i = 0; i < size; ++i) bytes[i] = char(number >> (8 * (size - 1 - i)));
  out.append(bytes, size);
}
inline void write_tagged(std::string& out, uint8_t tag, uint64_t number, unsigned size) {
  out.push_back(char(tag));
  write_big_endian(out, number, size);
}

inline void write_nil(std::string& out) { out.push_back(char(0xc0)); }
inline void write_boolean(std::string& out, bool value) { out.push_back(char(0xc2 + value)); }

inline void write_unsigned(std::string& out, uint64_t value) {
  if (value < 0x80)
    out.push_back(char(value));
  else if (value <= 0xff)
    write_tagged(out, 0xcc, value, 1);
  else if (value <= 0xffff)
    write_tagged(out, 0xcd, value, 2);
  else if (value <= 0xffffffff)
    write_tagged(out, 0xce, value, 4);
  else
    write_tagged(out, 0xcf, value, 8);
}
inline void write_integer(std::string& out, int64_t value) {
  if (value >= 0)
    write_unsigned(out, uint64_t(value));
  else if (value >= -32)
    out.push_back(char(value));
  else if (value >= INT8_MIN)
    write_tagged(out, 0xd0, uint64_t(value), 1);
  else if (value >= INT16_MIN)
    write_tagged(out, 0xd1, uint64_t(value), 2);
  else if (value >= INT32_MIN)
    write_tagged(out, 0xd2, uint64_t(value), 4);
  else
    write_tagged(out, 0xd3, uint64_t(value), 8);
}
inline void write_float32(std::string& out, float value) {
  write_tagged(out, 0xca, std::bit_cast<uint32_t>(value), 4);
}
inline void write_float64(std::string& out, double value) {
  write_tagged(out, 0xcb, std::bit_cast<uint64_t>(value), 8);
}

// Texts and counts of at most 2^32-1.
inline void write_string(std::string& out, std::string_view text) {
  if (text.size() < 32)
    out.push_back(char(0xa0 | text.size()));
  else if (text.size() <= 0xff)
    write_tagged(out, 0xd9, text.size(), 1);
  else if (text.size() <= 0xffff)
    write_tagged(out, 0xda, text.size(), 2);
  else
    write_tagged(out, 0xdb, text.size(), 4);
  out += text;
}
inline void write_binary(std::string& out, std::string_view bytes) {
  if (bytes.size() <= 0xff)
    write_tagged(out, 0xc4, bytes.size(), 1);
  else if (bytes.size() <= 0xffff)
    write_tagged(out, 0xc5, bytes.size(), 2);
  else
    write_tagged(out, 0xc6, bytes.size(), 4);
  out += bytes;
}
inline void write_array(std::string& out, size_t count) {
  if (count < 16)
    out.push_back(char(0x90 | count));
  else if (count <= 0xffff)
    write_tagged(out, 0xdc, count, 2);
  else
    write_tagged(out, 0xdd, count, 4);
}
inline void write_map(std::string& out, size_t pairs) {
  if (pairs < 16)
    out.push_back(char(0x80 | pairs));
  else if (pairs <= 0xffff)
    write_tagged(out, 0xde, pairs, 2);
  else
    write_tagged(out, 0xdf, pairs, 4);
}

}  // namespace tri::net::msgpack
