// Codec: records as bytes and back, for messages between two processes of one program on one machine.
//
// A record lists its fields once, in `template <class C> void fields(C& codec) { codec(a, b); }`; Encoder writes them, Decoder reads
// them. Numbers are as they lie in memory; texts and lists have their length before them.
// Decoder trusts nothing: a length is checked before it is used, a value of an enumeration is one of its names (its enumerators
// end with Last_), and every byte must be used. Views point into the bytes that were given.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace tri::server {

class Encoder {
 public:
  explicit Encoder(std::string& out) : out_(out) {}

  template <class... T>
  void operator()(const T&... values) {
    (put(values), ...);
  }

 private:
  template <class T>
    requires(std::is_arithmetic_v<T> || std::is_enum_v<T>)
  void put(T value) {
    out_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  void put(std::string_view text) {
    put(uint32_t(text.size()));
    out_ += text;
  }
  void put(const std::string& text) { put(std::string_view(text)); }
  template <class A, class B>
  void put(const std::pair<A, B>& both) {
    put(both.first);
    put(both.second);
  }
  template <class T>
  void put(const std::vector<T>& all) {
    put(uint32_t(all.size()));
    for (const T& one : all) put(one);
  }
  template <class T>
    requires requires(T& record, Encoder& codec) { record.fields(codec); }
  void put(const T& record) {
    // One list of fields for both ways; writing changes none.
    const_cast<T&>(record).fields(*this);
  }

  std::string& out_;
};

class Decoder {
 public:
  explicit Decoder(std::string_view in) : in_(in) {}

  template <class... T>
  void operator()(T&... values) {
    (get(values), ...);
  }
  // Errors: what the bytes are not.
  Result<void> finish() const {
    if (!ok_) return fail("a record is shorter than its fields, or a field is none that it can be");
    if (!in_.empty()) return fail(std::to_string(in_.size()) + " bytes too many in a record");
    return {};
  }

 private:
  bool take(void* to, size_t size) {
    if (!ok_ || in_.size() < size) return ok_ = false;
    std::memcpy(to, in_.data(), size);
    in_.remove_prefix(size);
    return true;
  }
  template <class T>
    requires std::is_arithmetic_v<T>
  void get(T& value) {
    if (!take(&value, sizeof value)) value = {};
  }
  void get(bool& value) {
    uint8_t byte = 0;
    get(byte);
    ok_ &= byte <= 1;
    value = byte == 1;
  }
  template <class T>
    requires std::is_enum_v<T>
  void get(T& value) {
    std::underlying_type_t<T> number{};
    get(number);
    if (number >= std::underlying_type_t<T>(T::Last_)) {
      ok_ = false;
      number = {};
    }
    value = T(number);
  }
  void get(std::string_view& text) {
    uint32_t size = 0;
    get(size);
    if (size > in_.size()) ok_ = false;
    if (!ok_) return void(text = {});
    text = in_.substr(0, size);
    in_.remove_prefix(size);
  }
  void get(std::string& text) {
    std::string_view view;
    get(view);
    text = view;
  }
  template <class A, class B>
  void get(std::pair<A, B>& both) {
    get(both.first);
    get(both.second);
  }
  template <class T>
  void get(std::vector<T>& all) {
    uint32_t count = 0;
    get(count);
    all.clear();
    // Each takes a byte at least, so a count that lies ends before it has cost much.
    if (count > in_.size()) ok_ = false;
    for (uint32_t i = 0; i < count && ok_; ++i) get(all.emplace_back());
  }
  template <class T>
    requires requires(T& record, Decoder& codec) { record.fields(codec); }
  void get(T& record) {
    record.fields(*this);
  }

  std::string_view in_;
  bool ok_ = true;
};

}  // namespace tri::server
