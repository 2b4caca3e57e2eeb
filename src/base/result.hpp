// Result: a value, or why the outside disappointed.
//
// For what is neither the Lua program's error nor our own mistake: bad chunks, syntax errors, missing files. An
// Error's message says what was expected, what was found and where; it is shown to people as it is.
#pragma once

#include <expected>
#include <string>
#include <utility>

namespace tri {

struct Error {
  std::string message;
};

template <class T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> fail(std::string message) {
  return std::unexpected(Error{std::move(message)});
}

}  // namespace tri

// The value of a Result, or return its error from the enclosing function.
#define TRI_TRY(...)                                                          \
  ({                                                                          \
    auto tri_result_ = (__VA_ARGS__);                                         \
    if (!tri_result_) return std::unexpected(std::move(tri_result_).error()); \
    std::move(tri_result_).value();                                           \
  })
// The same for Result<void>.
#define TRI_TRY_VOID(...)                                     \
  do {                                                        \
    if (auto tri_result_ = (__VA_ARGS__); !tri_result_)       \
      return std::unexpected(std::move(tri_result_).error()); \
  } while (0)
