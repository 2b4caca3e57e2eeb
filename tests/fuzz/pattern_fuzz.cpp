// Fuzz target: any pattern on any subject matches, fails, or is refused. Input: pattern, a zero, subject.
#include "library_call.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static tri::fuzz::Libraries libraries{R"(
    local find, match, gsub, gmatch = string.find, string.match, string.gsub, string.gmatch
    return function(input)
      local pattern, subject = input:match("^([^\0]*)\0?(.*)$")
      subject = subject:sub(1, 300)  -- matching may be exponential in its length
      pcall(find, subject, pattern)
      pcall(find, subject, pattern, -3, #pattern % 2 == 0)
      pcall(gsub, subject, pattern, "<%0%1>", 20)
      pcall(gsub, pattern, ".", subject, 20)
      pcall(gsub, subject, pattern, {a = "b", [""] = false})
      pcall(function() local n = 0 for a, b in gmatch(subject, pattern) do n = n + 1 if n > 20 then break end end end)
      local ok, first, second = pcall(match, subject, pattern)
      assert(ok or type(first) == "string")
    end)"};
  libraries.call({reinterpret_cast<const char*>(data), size});
  return 0;
}
