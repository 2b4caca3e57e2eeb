// Fuzz target: any pattern on any subject matches, fails, or is refused, and as a simple matcher says it does. Input: pattern, a
// zero, subject.
#include "library_call.hpp"
#include "simple_matcher.hpp"

namespace {

// The engine's answer is cut short where the test wants to go on: says nothing.
bool is_cut_short(std::string_view answer) {
  return answer.ends_with("interrupted!") || answer.ends_with("not enough memory");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static tri::fuzz::Libraries libraries{R"(
    local find, match, gsub, gmatch, type = string.find, string.match, string.gsub, string.gmatch, math.type
    local function told(ok, first, last, ...)
      if not ok then return "error: " .. first end
      if not first then return "nil" end
      local parts = {first .. " " .. last}
      for i = 1, select("#", ...) do
        local capture = select(i, ...)
        parts[i + 1] = (type(capture) and "p" or "s") .. capture
      end
      return table.concat(parts, "\1")
    end
    local function replaced(ok, text, count) return ok and text .. " " .. count or "error: " .. text end
    return function(input)
      local pattern, subject = input:match("^([^\0]*)\0?(.*)$")
      subject = subject:sub(1, 300)  -- matching may be exponential in its length
      pcall(find, subject, pattern, -3, #pattern % 2 == 0)
      pcall(gsub, subject, pattern, "<%0%1>", 20)
      pcall(gsub, pattern, ".", subject, 20)
      pcall(gsub, subject, pattern, {a = "b", [""] = false})
      pcall(function() local n = 0 for a, b in gmatch(subject, pattern) do n = n + 1 if n > 20 then break end end end)
      local ok, first, second = pcall(match, subject, pattern)
      assert(ok or type(first) == nil)
      return pattern, subject, told(pcall(find, subject, pattern)), replaced(pcall(gsub, subject, pattern, "[%0]"))
    end)"};
  const auto answers = libraries.call({reinterpret_cast<const char*>(data), size}, 4);
  if (answers.empty()) return 0;
  tri::fuzz::SimpleMatcher finder(answers[1], answers[0]), replacer(answers[1], answers[0]);
  const std::string found = finder.found(), replaced = replacer.replaced();
  TRI_CHECK(finder.took_too_long() || is_cut_short(answers[2]) || answers[2] == found);
  TRI_CHECK(replacer.took_too_long() || is_cut_short(answers[3]) || answers[3] == replaced);
  return 0;
}
