// Fuzz target: a text is a number or is none, the same wherever it is read; numbers survive being written and read.
#include "library_call.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static tri::fuzz::Libraries libraries{R"(
    return function(text)
      local n = tonumber(text)
      for base = 2, 36, 17 do pcall(tonumber, text, base) end
      utf8.len(text) pcall(utf8.codepoint, text, 1, -1) pcall(utf8.offset, text, 2)
      if n == nil then
        assert(not pcall(function() return text + 0 end))
        return
      end
      assert(math.type(text + 0) == math.type(n) and (text + 0 == n or n ~= n))
      assert(n ~= n or tonumber(("%a"):format(n)) == n or math.type(n) == "integer")
      assert(n ~= n or tonumber(("%.17g"):format(n)) == n + 0.0 or math.type(n) == "integer")
      local quoted = assert(load("return " .. ("%q"):format(n)))()
      assert(n ~= n or (quoted == n and math.type(quoted) == math.type(n)))
      if math.type(n) == "integer" then
        assert(tostring(n) == ("%d"):format(n) and tonumber(tostring(n)) == n)
      end
      local read = load("return " .. text)
      if read and text:find("^%x+$") then assert(read() == n) end
    end)"};
  libraries.call({reinterpret_cast<const char*>(data), size});
  return 0;
}
