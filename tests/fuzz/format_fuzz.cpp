// Fuzz target: formats of string.format, string.pack and os.date do their work or are refused, and what was packed
// unpacks. Input: format, a zero, data.
#include "library_call.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static tri::fuzz::Libraries libraries{R"(
    local format, pack, unpack, packsize = string.format, string.pack, string.unpack, string.packsize
    local values = {1, -1, 0.5, math.mininteger, 1e308, 0/0, "7", "text", "", ("x"):rep(300), true}
    return function(input)
      local form, data = input:match("^([^\0]*)\0?(.*)$")
      for i = 1, #values do
        pcall(format, form, table.unpack(values, i))
        pcall(format, form, values[i], values[i], values[i], values[i])
        local ok, packed = pcall(pack, form, table.unpack(values, i))
        if ok then
          local again = table.pack(unpack(form, packed))
          assert(again[again.n] <= #packed + 1)
          local fixed, bytes = pcall(packsize, form)
          assert(not fixed or bytes == #packed)
        end
      end
      pcall(unpack, form, data)
      pcall(unpack, form, data, 3)
      pcall(unpack, form, data, -2)
      pcall(packsize, form)
      pcall(os.date, form, 86400)
      pcall(format, form, data, data, data)
    end)"};
  libraries.call({reinterpret_cast<const char*>(data), size});
  return 0;
}
