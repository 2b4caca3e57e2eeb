// The JSON of `trinity explain --json`. Fields are added, never renamed, while `version` stays the same.
#include "base/json_writer.hpp"
#include "explain_report.hpp"

namespace tri::cli {

using engine::EntryReport;
using engine::FunctionReport;
using engine::SiteReport;

namespace {

void add_entry(JsonWriter& json, const EntryReport& e) {
  json.begin_object();
  json.key("shape").number(e.shape);
  json.key("kind").text(e.strings ? "string" : e.dictionary ? "dictionary" : "shaped");
  json.key("keys").begin_array();
  for (const std::string& key : e.keys) json.text(key);
  json.end_array();
  json.key("key_count").number(e.key_count);
  json.key("globals").boolean(e.is_globals);
  json.key("metatable").text(e.metatable);
  json.key("way").text(e.way);
  json.key("answered").number(e.answered);
  json.end_object();
}

void add_field(JsonWriter& json, const engine::FieldReport& f) {
  json.begin_object();
  json.key("state").text(engine::cache_state_name(f.state));
  json.key("why").text(f.why);
  json.key("accesses").number(f.answers.total());
  json.key("answered").number(f.answers.answered(interp::FieldAnswers::kEntries));
  json.key("answered_first").number(f.answers.answered(1));
  json.key("answered_four").number(f.answers.answered(4));
  json.key("answered_shared").number(f.answers.shared);
  json.key("missed").number(f.answers.missed);
  json.key("cold").number(f.answers.cold);
  json.key("no_table").number(f.answers.no_table);
  json.key("entries").begin_array();
  for (const EntryReport& e : f.entries) add_entry(json, e);
  json.end_array().end_object();
}

void add_site(JsonWriter& json, const SiteReport& s) {
  json.begin_object();
  json.key("pc").number(s.pc).key("line").number(s.line > 0 ? uint64_t(s.line) : 0);
  json.key("op").text(s.op).key("what").text(s.what);
  json.key("runs").begin_object();
  json.key("tier1").number(s.runs[0]).key("tier2").number(s.runs[1]).end_object();
  json.key("handler").text(s.handler).key("fused_with").text(s.fused);
  json.key("feedback").text(s.feedback);
  json.key("types").begin_array();
  for (const std::string& types : s.types) json.text(types);
  json.end_array();
  if (s.field) add_field(json.key("field"), *s.field);
  if (!s.targets.empty()) {
    json.key("targets").begin_array();
    for (const engine::TargetReport& t : s.targets) {
      json.begin_object().key("name").text(t.name);
      json.key("line").number(uint64_t(t.line > 0 ? t.line : 0));
      json.key("calls").number(t.calls).end_object();
    }
    json.end_array().key("further_targets").number(s.further_targets);
  }
  if (s.elements) {
    const interp::ElementKinds& e = *s.elements;
    json.key("elements").begin_object();
    json.key("integers").number(e.kind[int(ArrayKind::Ints)]);
    json.key("floats").number(e.kind[int(ArrayKind::Floats)]);
    json.key("mixed").number(e.kind[int(ArrayKind::Mixed)]);
    json.key("outside").number(e.outside).key("other_key").number(e.other_key);
    json.end_object();
  }
  json.end_object();
}

void add_native(JsonWriter& json, const engine::NativeReport& n, const ExplainView& view) {
  json.begin_object();
  json.key("hot_bytes").number(n.hot_bytes).key("cold_bytes").number(n.cold_bytes);
  json.key("versions").number(n.versions);
  json.key("ops").begin_array();
  for (const engine::NativeOpReport& op : n.ops) {
    if (op.line > 0 && (op.line < view.first_line || op.line > view.last_line)) continue;
    json.begin_object();
    json.key("pc").number(op.pc).key("line").number(op.line > 0 ? uint64_t(op.line) : 0);
    json.key("op").text(op.op);
    json.key("hot_bytes").number(op.hot_bytes).key("cold_bytes").number(op.cold_bytes);
    json.key("in_registers").boolean(op.in_registers).key("in_line").text(op.in_line);
    json.key("guards").begin_array();
    for (const std::string& guard : op.guards) json.text(guard);
    json.end_array().key("failures").number(op.failures).end_object();
  }
  json.end_array().end_object();
}

void add_function(JsonWriter& json, const FunctionReport& f, const ExplainView& view) {
  json.begin_object();
  json.key("name").text(f.name);
  json.key("line").number(uint64_t(f.line)).key("last_line").number(uint64_t(f.last_line));
  json.key("tier").number(f.tier);
  if (f.calls) json.key("calls").number(*f.calls);
  json.key("note").text(f.why_tier);
  if (f.native) add_native(json.key("native"), *f.native, view);
  json.key("sites").begin_array();
  for (const SiteReport& s : f.sites)
    if (s.line < 0 || (s.line >= view.first_line && s.line <= view.last_line)) add_site(json, s);
  json.end_array().end_object();
}

void add_chunk(JsonWriter& json, const ExplainedChunk& chunk, const ExplainView& view,
               bool has_native) {
  const engine::Explanation& e = chunk.explanation;
  json.begin_object();
  json.key("source").text(e.source).key("path").text(chunk.path);
  json.key("functions").begin_array();
  for (const FunctionReport& f : e.functions)
    if (in_view(view, f)) add_function(json, f, view);
  json.end_array();
  json.key("lines").begin_array();
  for (size_t n = 1; n < e.lines.size(); ++n) {
    const engine::LineReport& l = e.lines[n];
    if (!l.active || int(n) < view.first_line || int(n) > view.last_line) continue;
    json.begin_object().key("line").number(n).key("tier").number(l.tier);
    json.key("runs").number(l.runs);
    if (has_native) {
      json.key("native_bytes").number(l.native_bytes).key("guards").number(l.guards);
      json.key("guard_failures").number(l.guard_failures);
    }
    if (n <= chunk.source.size()) json.key("text").text(chunk.source[n - 1]);
    json.end_object();
  }
  json.end_array().end_object();
}

}  // namespace

std::string explain_as_json(const ExplainedRun& run, const ExplainView& view) {
  JsonWriter json;
  json.begin_object();
  json.key("format").text("trinity-explain").key("version").number(1);
  json.key("seconds").real(run.seconds).key("highest_tier").number(run.tier_limit);
  const engine::FieldTotals& n = run.fields;
  json.key("fields").begin_object();
  json.key("accesses").number(n.accesses).key("answered").number(n.all);
  json.key("answered_first").number(n.first).key("answered_four").number(n.four);
  json.key("answered_shared").number(n.shared);
  json.key("missed").number(n.missed).key("cold").number(n.cold);
  json.key("no_table").number(n.no_table).end_object();
  json.key("chunks").begin_array();
  for (const ExplainedChunk& chunk : run.chunks) add_chunk(json, chunk, view, run.native);
  json.end_array().end_object();
  return json.take();
}

}  // namespace tri::cli
