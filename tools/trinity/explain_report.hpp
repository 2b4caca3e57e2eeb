// What `trinity explain` prints, as text for people and as JSON for programs.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/explanation.hpp"

namespace tri::cli {

struct ExplainedChunk {
  engine::Explanation explanation;
  std::string path;                 // of the file, "" when it came from elsewhere
  std::vector<std::string> source;  // its lines, where they are at hand
};

struct ExplainView {
  std::string function;  // only functions of this name, or all
  int first_line = 1, last_line = INT32_MAX;
  bool brief = false;  // only sites that are worth a look
};

struct ExplainedRun {
  double seconds = 0;
  uint32_t tier_limit = 0;
  bool native = false;  // nothing was counted; functions have native code
  engine::FieldTotals fields;
  std::vector<ExplainedChunk> chunks;
};

// Whether a function or a site is in view.
bool in_view(const ExplainView& view, const engine::FunctionReport& f);
// The lines of a function: "all" of a chunk, or "3-9".
std::string line_range(const engine::FunctionReport& f);
// Appends the lines of the chunk in view to *out, each with its figure, tier and number in the gutter; `below` adds what comes
// below a line.
void add_source(const ExplainedChunk& chunk, const ExplainView& view, std::string* out,
                const std::function<std::string(const engine::LineReport&)>& figure,
                const std::function<void(int line)>& below);

std::string explain_as_text(const ExplainedRun& run, const ExplainView& view);
// The same of a run with native code, where nothing was counted.
std::string explain_native_as_text(const ExplainedRun& run, const ExplainView& view);
// docs/howto/find-out-what-the-engine-did.md describes the object.
std::string explain_as_json(const ExplainedRun& run, const ExplainView& view);

}  // namespace tri::cli
