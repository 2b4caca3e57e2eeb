// The text of `trinity explain`: the source with a gutter, and below a line what its sites saw.
//
//       runs tier  line
//      3,000    2     9 |   return s:area()
//                       |     :area   poly 2   100.0 % answered   objects of different classes (metatables)
//                       |               {r | Circle} 1 step along __index   50.0 %
#include <algorithm>
#include <cstdio>
#include <map>

#include "explain_report.hpp"
#include "script_command.hpp"

namespace tri::cli {

using engine::CacheState;
using engine::EntryReport;
using engine::FunctionReport;
using engine::SiteReport;

namespace {

constexpr const char* kGutter = "                      | ";

std::string percent(uint64_t part, uint64_t whole) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f %%", whole ? 100.0 * double(part) / double(whole) : 0.0);
  return text;
}

std::string padded(std::string text, size_t width) {
  // Counts characters, not bytes.
  size_t characters = 0;
  for (const char c : text) characters += (uint8_t(c) & 0xC0) != 0x80;
  if (characters < width) text.append(width - characters, ' ');
  return text;
}

uint64_t runs_of(const SiteReport& s) { return s.runs[0] + s.runs[1]; }

std::string shape_text(const EntryReport& e) {
  if (e.is_globals) return "globals";
  if (e.strings) return "strings";
  std::string text = e.dictionary ? "dictionary" : "{";
  if (!e.dictionary) {
    for (size_t n = 0; n < e.keys.size(); ++n) text += (n ? ", " : "") + e.keys[n];
    if (e.key_count > e.keys.size()) text += ", ... " + std::to_string(e.key_count) + " fields";
  }
  if (!e.metatable.empty()) text += " | " + e.metatable;
  return e.dictionary ? text : text + "}";
}

bool is_mixed(const std::string& types) { return types.find('|') != std::string::npos; }

// Sites where something is unlike the usual: what --brief shows.
bool is_worth_a_look(const SiteReport& s) {
  if (s.field) {
    const uint64_t total = s.field->answers.total();
    const uint64_t known = s.field->answers.answered(interp::FieldAnswers::kEntries);
    return s.field->state > CacheState::Mono || (total >= 20 && known * 20 < total * 19);
  }
  if (is_mixed(s.feedback) || s.targets.size() > 1 || s.further_targets) return true;
  if (s.elements) {
    const auto& e = *s.elements;
    const int kinds = (e.kind[1] != 0) + (e.kind[2] != 0) + (e.kind[3] != 0);
    return kinds > 1 || (e.other_key && e.other_key != runs_of(s));
  }
  return !s.targets.empty() ? false : std::any_of(s.types.begin(), s.types.end(), is_mixed);
}

class TextReport {
 public:
  explicit TextReport(const ExplainView& view) : view_(view) {}

  std::string take() { return std::move(out_); }

  void add_head(const ExplainedRun& run) {
    char line[200];
    std::snprintf(line, sizeof line, "ran %.3f s while counting, tiers 1%s\n", run.seconds,
                  run.tier_limit > 1 ? " and 2" : " only");
    out_ += line;
    const auto& n = run.fields;
    if (n.accesses)
      out_ += "accesses to fields at sites: " + with_separators(n.accesses) +
              ", answered by the first entry " + percent(n.first, n.accesses) + ", by four " +
              percent(n.four, n.accesses) + ", by all " + percent(n.all, n.accesses) + "\n";
  }

  void add_chunk(const ExplainedChunk& chunk) {
    const engine::Explanation& e = chunk.explanation;
    out_ += "\n" + e.source + "\n";
    add_functions(e);
    out_ += "\n      runs tier  line\n";
    collect(e);
    add_source(
        chunk, view_, &out_,
        [](const engine::LineReport& l) { return l.active ? with_separators(l.runs) : ""; },
        [this](int line) {
          if (const auto at = heads_.find(line); at != heads_.end())
            for (const FunctionReport* f : at->second) add_function_note(*f);
          if (const auto at = sites_.find(line); at != sites_.end())
            for (const SiteReport* s : at->second) add_site(*s);
        });
  }

 private:
  // The functions in view, busiest first.
  void add_functions(const engine::Explanation& e) {
    std::vector<const FunctionReport*> order;
    for (const FunctionReport& f : e.functions)
      if (in_view(view_, f)) order.push_back(&f);
    std::sort(order.begin(), order.end(), [](const auto* a, const auto* b) {
      return a->calls != b->calls ? a->calls > b->calls : a->line < b->line;
    });
    out_ += "\n     calls tier  lines      function\n";
    for (const FunctionReport* f : order) {
      const std::string calls = with_separators(f->calls.value_or(0));
      const std::string lines = line_range(*f);
      char line[96];
      std::snprintf(line, sizeof line, "%10s %4s  %-9s  ", calls.c_str(),
                    f->tier ? std::to_string(f->tier).c_str() : "-", lines.c_str());
      out_ += line + f->name;
      if (f->tier == 0)
        out_ += "  (never ran)";
      else if (!f->why_tier.empty())
        out_ += "  (" + f->why_tier + ")";
      out_ += '\n';
    }
  }

  void collect(const engine::Explanation& e) {
    sites_.clear();
    heads_.clear();
    for (const FunctionReport& f : e.functions) {
      if (!in_view(view_, f)) continue;
      if (f.line > 0) heads_[f.line].push_back(&f);
      for (const SiteReport& s : f.sites) sites_[s.line].push_back(&s);
    }
  }

  void add_note(const std::string& text) { out_ += kGutter + ("  " + text) + "\n"; }

  void add_function_note(const FunctionReport& f) {
    std::string text = "= " + f.name + ": " + with_separators(f.calls.value_or(0)) +
                       (f.calls == 1 ? " call" : " calls");
    if (f.tier) text += ", tier " + std::to_string(f.tier);
    add_note(text);
  }

  void add_site(const SiteReport& s) {
    if (runs_of(s) < 2 || (view_.brief && !is_worth_a_look(s))) return;
    if (s.field) return add_field(s);
    std::string text;
    if (!s.targets.empty())
      text = targets_text(s);
    else if (s.elements)
      text = elements_text(s);
    else if (!s.types.empty() || !s.feedback.empty())
      text = types_text(s);
    if (text.empty()) return;
    add_note(padded(s.what, kWhat) + " " + text + handler_text(s));
  }

  void add_field(const SiteReport& s) {
    const engine::FieldReport& f = *s.field;
    std::string text = padded(s.what, kWhat) + " " + engine::cache_state_name(f.state);
    if (f.state > CacheState::Mono) text += " " + std::to_string(f.entries.size());
    const uint64_t total = f.answers.total();
    const uint64_t known = f.answers.answered(interp::FieldAnswers::kEntries);
    if (f.state == CacheState::Mono)
      text += "  " + shape_text(f.entries[0]) + " " + f.entries[0].way;
    if (f.state == CacheState::Unseen)
      text += f.answers.no_table == total ? "  the receiver was never a table"
              : f.answers.cold == total   ? "  the function ran but once, without caches"
                                          : "  nothing that a cache could know";
    else
      text += "  " + percent(known, total) + " answered";
    if (f.answers.shared)
      text += ", " + percent(f.answers.shared, total) + " by rows that all sites share";
    if (f.answers.no_table && f.answers.no_table != total)
      text += ", " + percent(f.answers.no_table, total) + " at no table";
    add_note(text + handler_text(s));
    if (f.state <= CacheState::Mono) return;
    if (!f.why.empty()) add_note(std::string(kWhat + 1, ' ') + "why: " + f.why);
    for (const EntryReport& e : f.entries)
      add_note(std::string(kWhat + 1, ' ') + padded(percent(e.answered, total), 9) + shape_text(e) +
               " " + e.way);
  }

  static std::string targets_text(const SiteReport& s) {
    std::string text = s.targets.size() == 1 && !s.further_targets ? "mono  "
                       : s.further_targets                         ? "mega  "
                                           : "poly " + std::to_string(s.targets.size()) + "  ";
    const uint64_t total = runs_of(s);
    for (size_t n = 0; n < s.targets.size(); ++n) {
      const engine::TargetReport& t = s.targets[n];
      text += (n ? ", " : "") + t.name + (t.line ? ":" + std::to_string(t.line) : "");
      if (s.targets.size() > 1 || s.further_targets) text += " " + percent(t.calls, total);
    }
    if (s.further_targets) text += ", others " + percent(s.further_targets, total);
    return text;
  }

  static std::string elements_text(const SiteReport& s) {
    const interp::ElementKinds& e = *s.elements;
    const uint64_t total = runs_of(s);
    std::string text;
    const auto add = [&](uint64_t n, const char* what) {
      if (n) text += (text.empty() ? "" : ", ") + std::string(what) + " " + percent(n, total);
    };
    add(e.kind[int(ArrayKind::Ints)], "array of integers");
    add(e.kind[int(ArrayKind::Floats)], "array of floats");
    add(e.kind[int(ArrayKind::Mixed)], "array of anything");
    add(e.outside, "integer outside the array");
    add(e.other_key, "other key");
    return text;
  }

  static std::string types_text(const SiteReport& s) {
    std::string text;
    for (const std::string& types : s.types) text += (text.empty() ? "" : ", ") + types;
    return text;
  }

  // What tier 2 runs here, where it differs from one op to another.
  static std::string handler_text(const SiteReport& s) {
    std::string text = std::string(s.handler) == "any" ? "" : s.handler;
    if (*s.fused) text += (text.empty() ? "with " : ", with ") + std::string(s.fused);
    return text.empty() ? "" : "   [" + text + "]";
  }

  static constexpr size_t kWhat = 18;

  const ExplainView& view_;
  std::string out_;
  std::map<int, std::vector<const SiteReport*>> sites_;
  std::map<int, std::vector<const FunctionReport*>> heads_;
};

}  // namespace

std::string line_range(const FunctionReport& f) {
  return f.line == 0 ? "all" : std::to_string(f.line) + "-" + std::to_string(f.last_line);
}

void add_source(const ExplainedChunk& chunk, const ExplainView& view, std::string* out,
                const std::function<std::string(const engine::LineReport&)>& figure,
                const std::function<void(int line)>& below) {
  static const engine::LineReport kNothing;
  const engine::Explanation& e = chunk.explanation;
  const auto is_shown = [&](int line) {
    if (view.function.empty()) return true;
    for (const FunctionReport& f : e.functions)
      if (in_view(view, f) && (f.line == 0 || (f.line <= line && line <= f.last_line))) return true;
    return false;
  };
  size_t last = std::max(chunk.source.size(), e.lines.empty() ? 0 : e.lines.size() - 1);
  last = std::min(last, size_t(view.last_line));
  for (size_t n = size_t(view.first_line); n <= last; ++n) {
    if (!is_shown(int(n))) continue;
    const engine::LineReport& l = n < e.lines.size() ? e.lines[n] : kNothing;
    char gutter[64];
    std::snprintf(gutter, sizeof gutter, "%10s %4s %5zu | ", figure(l).c_str(),
                  l.tier ? std::to_string(l.tier).c_str() : "", n);
    *out += gutter;
    if (n <= chunk.source.size()) *out += chunk.source[n - 1];
    while (out->ends_with(' ')) out->pop_back();
    *out += '\n';
    below(int(n));
  }
  if (chunk.source.empty()) *out += "(the source is not at hand: it came from no file)\n";
}

bool in_view(const ExplainView& view, const FunctionReport& f) {
  if (!view.function.empty() && f.name != view.function) return false;
  return f.line == 0 || (f.line <= view.last_line && f.last_line >= view.first_line);
}

std::string explain_as_text(const ExplainedRun& run, const ExplainView& view) {
  if (run.chunks.empty()) return {};  // the script could not be loaded, which has been reported
  TextReport report{view};
  report.add_head(run);
  for (const ExplainedChunk& chunk : run.chunks) report.add_chunk(chunk);
  return report.take();
}

}  // namespace tri::cli
