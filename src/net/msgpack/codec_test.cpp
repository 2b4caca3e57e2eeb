#include "net/msgpack/codec.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace tri::net::msgpack;
using namespace std::string_literals;

namespace codec_test {

struct Item {
  std::string name;
  double price = 0;
  friend bool operator==(const Item&, const Item&) = default;
};
struct Order {
  int64_t id = 0;
  std::vector<Item> items;
  std::optional<std::string> note;
  bool paid = false;
  friend bool operator==(const Order&, const Order&) = default;
};
struct Empty {};
struct Twelve {
  int a, b, c, d, e, f, g, h, i, j, k, the_last;
};

}  // namespace codec_test
using namespace codec_test;

namespace {

template <class T>
std::string encoded(const T& value) {
  std::string bytes;
  encode(bytes, value);
  return bytes;
}
template <class T>
std::string complaint(const std::string& bytes) {
  const auto value = decode<T>(bytes);
  return value ? "none" : value.error().message;
}
template <class T>
void goes_round(const T& value, const std::string& bytes) {
  CHECK(encoded(value) == bytes);
  const auto back = decode<T>(bytes);
  REQUIRE(back);
  CHECK(*back == value);
}

}  // namespace

TEST_CASE("msgpack: fields of plain structs have names") {
  static_assert(field_count<Order> == 4);
  static_assert(field_name<Order, 0> == "id");
  static_assert(field_name<Order, 3> == "paid");
  static_assert(field_count<Empty> == 0);
  static_assert(field_count<Twelve> == 12);
  static_assert(field_name<Twelve, 11> == "the_last");
  static_assert(type_name<Order>() == "Order");
  CHECK(schema_name<std::vector<std::optional<Item>>>() == "[Item?]");
}

TEST_CASE("msgpack: integers take their shortest form, at each border") {
  for (const int64_t value : {0l, 127l, -1l, -32l}) CHECK(encoded(value).size() == 1);
  for (const int64_t value : {128l, 255l, -33l, -128l}) CHECK(encoded(value).size() == 2);
  for (const int64_t value : {256l, 65535l, -129l, -32768l}) CHECK(encoded(value).size() == 3);
  for (const int64_t value : {65536l, 4294967295l, -32769l, -2147483648l})
    CHECK(encoded(value).size() == 5);
  for (const int64_t value : {4294967296l, INT64_MAX, -2147483649l, INT64_MIN}) {
    CHECK(encoded(value).size() == 9);
    goes_round(value, encoded(value));
  }
  for (int bit = 0; bit < 63; ++bit)
    for (const int64_t value : {(1l << bit) - 1, 1l << bit, -(1l << bit), -(1l << bit) - 1})
      goes_round(value, encoded(value));
  goes_round(UINT64_MAX, "\xcf\xff\xff\xff\xff\xff\xff\xff\xff"s);
  goes_round(uint8_t{200}, "\xcc\xc8"s);
  goes_round(int8_t{-100}, "\xd0\x9c"s);
}

TEST_CASE("msgpack: values go round") {
  goes_round(true, "\xc3"s);
  goes_round(1.5, "\xcb\x3f\xf8\0\0\0\0\0\0"s);
  goes_round(1.5f, "\xca\x3f\xc0\0\0"s);
  goes_round("ab"s, "\xa2"s + "ab");
  goes_round(std::vector<bool>{true, false}, "\x92\xc3\xc2"s);
  goes_round(std::optional<int>(), "\xc0"s);
  goes_round(std::monostate(), "\xc0"s);
  for (const size_t size : {31u, 32u, 255u, 256u, 65535u, 65536u}) {
    const std::string text(size, 'x');
    goes_round(text, encoded(text));
    const std::vector<int> numbers(size, 7);
    goes_round(numbers, encoded(numbers));
    std::string binary;
    write_binary(binary, text);
    CHECK(decode<std::string>(binary).value() == text);
  }
  const Order order{7, {{"a", 1.5}, {"b", -2}}, "soon", true};
  goes_round(order, encoded(order));
  CHECK(encoded(Item{"x", 0}) == "\x82\xa4name\xa1x\xa5price\xcb\0\0\0\0\0\0\0\0"s);
}

TEST_CASE("msgpack: structs may gain fields, and numbers change their form") {
  // {extra: [1, {x: nil}], price: 2, name: "n"}
  const std::string newer =
      "\x83\xa5"
      "extra\x92\x01\x81\xa1x\xc0\xa5price\x02\xa4name\xa1n"s;
  CHECK(decode<Item>(newer).value() == Item{"n", 2});
  CHECK(decode<Order>("\x83\xa2id\x01\xa5items\x90\xa4paid\xc2"s).value() ==
        Order{1, {}, {}, false});
}

TEST_CASE("msgpack: what does not fit a type is named") {
  CHECK(complaint<Item>("\x81\xa4name\xa1x"s) == "expected a field 'price' of Item, found none");
  CHECK(complaint<Item>("\x82\xa4name\x07\xa5price\x01"s) == "name: expected a string, found 7");
  CHECK(complaint<Item>("\x90"s) == "expected a map of Item, found an array");
  CHECK(complaint<Item>("\x81\x01\x01"s) == "expected the name of a field, found 1");
  CHECK(complaint<uint8_t>("\xcd\x01\x2c"s) == "expected an integer of at most 255, found 300");
  CHECK(complaint<uint8_t>("\xff"s) == "expected an integer of at most 255, found -1");
  CHECK(complaint<int8_t>("\xcc\x80"s) == "expected an integer of 1 bytes, found 128");
  CHECK(complaint<int64_t>("\xcf\xff\xff\xff\xff\xff\xff\xff\xff"s)
            .starts_with("expected an integer of 8"));
  CHECK(complaint<int>("\xcb\x3f\xf8\0\0\0\0\0\0"s) ==
        "expected an integer of 4 bytes, found a float");
  CHECK(complaint<bool>("\x01"s) == "expected a boolean, found 1");
  CHECK(complaint<std::vector<int>>("\x92\x01\xa0"s)
            .starts_with("expected an integer of 4 bytes, found a string"));
  CHECK(complaint<int>(""s) == "byte 0: expected 1 more bytes, found the end");
  CHECK(complaint<int>("\x01\x02\x03"s) == "byte 1: expected the end, found 2 more bytes");
  CHECK(complaint<int>("\xc1"s) == "byte 0: expected a type byte, found 0xc1");
  CHECK(complaint<std::vector<int>>("\xdd\xff\xff\xff\xff"s).ends_with("found the end"));
}
