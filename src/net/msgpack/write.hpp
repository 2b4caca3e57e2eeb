// Writing MessagePack: each function appends one element, in its shortest form. A container is its count and then its parts.
//
// `Out` is a std::string, or anything that has its push_back(char) and append(const char*, size_t).
#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>

namespace tri::net::msgpack {

// `size` low bytes of `number`, the highest first.
template <class Out>
void write_big_endian(Out& out, uint64_t number, unsigned size) {
  char bytes[8];
  for (unsigned i = 0; i < size; ++i) bytes[i] = char(number >> (8 * (size - 1 - i)));
  out.append(bytes, size);
}
template <class Out>
void write_tagged(Out& out, uint8_t tag, uint64_t number, unsigned size) {
  out.push_back(char(tag));
  write_big_endian(out, number, size);
}

template <class Out>
void write_nil(Out& out) {
  out.push_back(char(0xc0));
}
template <class Out>
void write_boolean(Out& out, bool value) {
  out.push_back(char(0xc2 + value));
}

template <class Out>
void write_unsigned(Out& out, uint64_t value) {
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
template <class Out>
void write_integer(Out& out, int64_t value) {
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
template <class Out>
void write_float32(Out& out, float value) {
  write_tagged(out, 0xca, std::bit_cast<uint32_t>(value), 4);
}
template <class Out>
void write_float64(Out& out, double value) {
  write_tagged(out, 0xcb, std::bit_cast<uint64_t>(value), 8);
}

// Texts and counts of at most 2^32-1.
template <class Out>
void write_string(Out& out, std::string_view text) {
  if (text.size() < 32)
    out.push_back(char(0xa0 | text.size()));
  else if (text.size() <= 0xff)
    write_tagged(out, 0xd9, text.size(), 1);
  else if (text.size() <= 0xffff)
    write_tagged(out, 0xda, text.size(), 2);
  else
    write_tagged(out, 0xdb, text.size(), 4);
  out.append(text.data(), text.size());
}
template <class Out>
void write_binary(Out& out, std::string_view bytes) {
  if (bytes.size() <= 0xff)
    write_tagged(out, 0xc4, bytes.size(), 1);
  else if (bytes.size() <= 0xffff)
    write_tagged(out, 0xc5, bytes.size(), 2);
  else
    write_tagged(out, 0xc6, bytes.size(), 4);
  out.append(bytes.data(), bytes.size());
}
// An extension type's data, of at most 2^32-1 bytes.
template <class Out>
void write_extension(Out& out, int8_t type, std::string_view data) {
  const size_t size = data.size();
  if (size == 1 || size == 2 || size == 4 || size == 8 || size == 16)
    out.push_back(char(0xd4 + std::countr_zero(size)));
  else if (size <= 0xff)
    write_tagged(out, 0xc7, size, 1);
  else if (size <= 0xffff)
    write_tagged(out, 0xc8, size, 2);
  else
    write_tagged(out, 0xc9, size, 4);
  out.push_back(char(type));
  out.append(data.data(), size);
}
template <class Out>
void write_array(Out& out, size_t count) {
  if (count < 16)
    out.push_back(char(0x90 | count));
  else if (count <= 0xffff)
    write_tagged(out, 0xdc, count, 2);
  else
    write_tagged(out, 0xdd, count, 4);
}
template <class Out>
void write_map(Out& out, size_t pairs) {
  if (pairs < 16)
    out.push_back(char(0x80 | pairs));
  else if (pairs <= 0xffff)
    write_tagged(out, 0xde, pairs, 2);
  else
    write_tagged(out, 0xdf, pairs, 4);
}

}  // namespace tri::net::msgpack
