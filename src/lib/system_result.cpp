#include "lib/system_result.hpp"

#include <sys/wait.h>

#include <cerrno>
#include <cstring>

#include "runtime/strings.hpp"

namespace tri::lib {

bool c_text(const Args& a, uint32_t n, const char** out) {
  Str* s;
  return a.str(n, &s) && (*out = c_string(a.L, s)) != nullptr;
}

bool c_text_or(const Args& a, uint32_t n, const char* otherwise, const char** out) {
  if (!a.none_or_nil(n)) return c_text(a, n, out);
  *out = otherwise;
  return true;
}

Returned give_file_result(const Args& a, bool ok, const char* name) {
  const int code = errno;
  if (ok) return a.give(Value::boolean(true));
  const char* reason = code != 0 ? std::strerror(code) : "(no extra info)";
  Str* message = name ? format_text(a.L, "%s: %s", name, reason) : format_text(a.L, "%s", reason);
  if (!message) return Returned::Raised;
  set_nil(a.at);
  a.at[1] = Value::of(message);
  set_int(a.at + 2, code);
  return returned(3);
}

Returned give_process_result(const Args& a, int status) {
  if (status != 0 && errno != 0) return give_file_result(a, false, nullptr);
  const bool by_signal = !WIFEXITED(status) && WIFSIGNALED(status);
  if (WIFEXITED(status))
    status = WEXITSTATUS(status);
  else if (by_signal)
    status = WTERMSIG(status);
  Str* how = new_string(a.L, by_signal ? "signal" : "exit");
  if (!how) return Returned::Raised;
  if (!by_signal && status == 0)
    set_boolean(a.at, true);
  else
    set_nil(a.at);
  a.at[1] = Value::of(how);
  set_int(a.at + 2, status);
  return returned(3);
}

}  // namespace tri::lib
