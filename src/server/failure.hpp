// Failure: why a request was not answered as its client wished, in the form that clients get.
#pragma once

#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>

namespace tri {
class JsonWriter;
}

namespace tri::server {

enum class FailureCode : uint8_t {
#define TRI_FAILURE(name, ...) name,
#include "server/failure.def"
#undef TRI_FAILURE
};

struct FailureRow {
  const char* code;
  int status;
  bool retryable;
  const char* meaning;
};
const FailureRow& row_of(FailureCode code);
// All of them, in the order of failure.def.
std::span<const FailureRow> failure_rows();

struct Failure {
  FailureCode code = FailureCode::LuaError;
  std::string message;  // for people
  // What is known of the request; empty or 0 where it is not.
  std::string function, version, request, where, traceback;
  int64_t limit = 0, used = 0, elapsed_us = 0;
  int64_t retry_after_s = 0;  // 0: not known

  int status() const { return row_of(code).status; }
  // For people; what a program says in its errors is for its author, a client gets the meaning of the code.
  std::string told(bool with_details) const;
  // {"error":{...}}. Details are what a function's author may see: its own messages, places and tracebacks.
  std::string json(bool with_details) const;
  // What "error" stands for there.
  void write(JsonWriter& out, bool with_details) const;
};

// A value, or what to tell the client.
template <class T>
using Answer = std::expected<T, Failure>;
inline std::unexpected<Failure> refuse(FailureCode code, std::string message) {
  Failure failure;
  failure.code = code;
  failure.message = std::move(message);
  return std::unexpected(std::move(failure));
}

}  // namespace tri::server
