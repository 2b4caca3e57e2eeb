// The text of `trinity explain --native`: the source with the bytes of native code in the gutter, and below a line what its code relies on.
//
//      bytes tier  line
//        812    3     8 |     sum = sum + list[i]:area()
//                       |   Self        202+45 bytes  checks shape 85 {r} | metatable 1; failed 3 times
//                       |   Call        780+190 bytes  in line: Circle.area
#include <algorithm>
#include <cstdio>
#include <map>

#include "explain_report.hpp"
#include "script_command.hpp"

namespace tri::cli {

using engine::FunctionReport;
using engine::NativeOpReport;

namespace {

std::string times(uint64_t n) {
  return n == 1 ? std::string("once") : with_separators(n) + " times";
}

class NativeTextReport {
 public:
  explicit NativeTextReport(const ExplainView& view) : view_(view) {}

  std::string take() { return std::move(out_); }

  void add_head(const ExplainedRun& run) {
    char line[80];
    std::snprintf(line, sizeof line, "ran %.3f s, nothing counted, tiers 1 to %u\n", run.seconds,
                  run.tier_limit);
    out_ += line;
  }

  void add_chunk(const ExplainedChunk& chunk) {
    const engine::Explanation& e = chunk.explanation;
    out_ += "\n" + e.source + "\n";
    add_functions(e);
    collect(e);
    out_ += "\n     bytes tier  line\n";
    add_source(
        chunk, view_, &out_,
        [](const engine::LineReport& l) {
          return l.native_bytes ? with_separators(l.native_bytes) : "";
        },
        [this](int line) {
          if (const auto at = ops_.find(line); at != ops_.end())
            for (const NativeOpReport* op : at->second) add_op(*op);
        });
  }

 private:
  // The functions in view, the largest first.
  void add_functions(const engine::Explanation& e) {
    std::vector<const FunctionReport*> order;
    for (const FunctionReport& f : e.functions)
      if (in_view(view_, f)) order.push_back(&f);
    const auto bytes = [](const FunctionReport* f) {
      return f->native ? f->native->hot_bytes + f->native->cold_bytes : 0;
    };
    std::sort(order.begin(), order.end(), [&](const auto* a, const auto* b) {
      return bytes(a) != bytes(b) ? bytes(a) > bytes(b) : a->line < b->line;
    });
    out_ += "\n       hot      cold tier  lines      function\n";
    for (const FunctionReport* f : order) {
      const std::string lines = line_range(*f);
      char line[96];
      std::snprintf(line, sizeof line, "%10s %9s %4s  %-9s  ",
                    f->native ? with_separators(f->native->hot_bytes).c_str() : "",
                    f->native ? with_separators(f->native->cold_bytes).c_str() : "",
                    f->tier ? std::to_string(f->tier).c_str() : "-", lines.c_str());
      out_ += line + f->name;
      if (f->native && f->native->versions > 1)
        out_ += "  (compiled " + times(f->native->versions) + ")";
      out_ += '\n';
    }
  }

  void collect(const engine::Explanation& e) {
    ops_.clear();
    for (const FunctionReport& f : e.functions)
      if (f.native && in_view(view_, f))
        for (const NativeOpReport& op : f.native->ops) ops_[op.line].push_back(&op);
  }

  // Ops that rely on something, or are laid out in an unusual way.
  void add_op(const NativeOpReport& op) {
    const bool is_plain = op.guards.empty() && op.in_line.empty() && !op.failures;
    if (is_plain || (view_.brief && !op.failures)) return;
    char head[80];
    std::snprintf(head, sizeof head, "                      |   %-10s %u+%u bytes", op.op,
                  op.hot_bytes, op.cold_bytes);
    out_ += head;
    if (!op.in_line.empty()) out_ += ", in line: " + op.in_line;
    if (op.in_registers) out_ += ", in registers too";
    for (size_t n = 0; n < op.guards.size(); ++n) out_ += (n ? "; " : ", checks ") + op.guards[n];
    if (op.failures) out_ += ", failed " + times(op.failures);
    out_ += '\n';
  }

  const ExplainView& view_;
  std::string out_;
  std::map<int, std::vector<const NativeOpReport*>> ops_;
};

}  // namespace

std::string explain_native_as_text(const ExplainedRun& run, const ExplainView& view) {
  if (run.chunks.empty()) return {};  // the script could not be loaded, which has been reported
  NativeTextReport report{view};
  report.add_head(run);
  for (const ExplainedChunk& chunk : run.chunks) report.add_chunk(chunk);
  return report.take();
}

}  // namespace tri::cli
