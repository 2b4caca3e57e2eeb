#include "engine/inspection.hpp"

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <new>
#include <unordered_map>
#include <vector>

#include "base/nearest.hpp"
#include "bytecode/chunk_name.hpp"
#include "bytecode/listing.hpp"
#include "engine/explanation.hpp"
#include "engine/loaded_chunks.hpp"
#include "engine/native_listing.hpp"
#include "engine/shape_text.hpp"
#include "interp/word.hpp"
#include "runtime/link.hpp"
#include "runtime/shapes.hpp"
#include "runtime/unlink.hpp"

namespace tri::engine {

namespace {

enum Dump : uint32_t { kBytecode, kWords, kNative, kAsm, kSites, kShapes };
constexpr const char* kDumps[] = {"bytecode", "words", "native", "asm", "sites", "shapes"};
enum Trace : uint32_t { kCaches, kGc, kTiers };
constexpr const char* kTraces[] = {"caches", "gc", "tiers"};

template <size_t n>
Result<bool> add_topics(const char* option, const char* const (&names)[n], std::string_view text,
                        Inspection::Topics* to) {
  const size_t colon = text.find(':');
  if (colon != text.npos) to->function = text.substr(colon + 1);
  text = text.substr(0, colon);
  for (;;) {
    const std::string_view name = text.substr(0, text.find(','));
    size_t row = 0;
    while (row < n && name != names[row]) ++row;
    if (row == n) {
      const std::string meant = nearest(name, {names, names + n});
      std::string message = std::string("unknown ") + option + " '" + std::string(name) + "'";
      message += meant.empty() ? "." : "; did you mean '" + meant + "'?";
      message += " There are";
      for (size_t i = 0; i < n; ++i) message += (i ? ", " : " ") + std::string(names[i]);
      return fail(message);
    }
    to->bits |= 1u << row;
    if (name.size() == text.size()) return true;
    text.remove_prefix(name.size() + 1);
  }
}

const char* phase_name(GcPhase p) {
  switch (p) {
    case GcPhase::Pause: return "pause";
    case GcPhase::Mark: return "mark";
    case GcPhase::Atomic: return "atomic";
    case GcPhase::Sweep: return "sweep";
  }
  return "?";
}

double now_ms() {
  timespec t = {};
  clock_gettime(CLOCK_MONOTONIC, &t);
  return double(t.tv_sec) * 1e3 + double(t.tv_nsec) * 1e-6;
}

}  // namespace

namespace {

class Inspector final : public LoadedChunks {
 public:
  explicit Inspector(const Inspection& what) : what_(what), began_ms_(now_ms()) {}

  void opened(State* S) override {
    if (is_open_) return;
    is_open_ = true;
    LoadedChunks::opened(S);
    if (wants(kNative) || wants(kAsm)) keep_native_pieces(S);
  }

  void loaded(State* S, Proto* main) override {
    LoadedChunks::loaded(S, main);
    if (wants(kBytecode)) dump_bytecode(main);
  }

  void translated(Thread*, Proto* p) override {
    if (!traces(kTiers)) return;
    const std::string name = name_of(p);
    if (!is_chosen(what_.trace, name)) return;
    print("tiers", name + " " + place_of(p, p->line_defined) + " goes to tier 2");
  }

  void learnt(State* S, const Code* at, uint32_t entry) override {
    if (!traces(kCaches)) return;
    const Proto* p = function_around(at);
    const std::string name = p ? name_of(p) : "?";
    if (!is_chosen(what_.trace, name)) return;
    const FieldCache& first = S->engine->caches[at->side].field;
    const Cache* block = S->engine->caches + first.more;
    const uint32_t shape = entry == 0 ? first.shape : block->shapes.shape[entry - 1];
    const int line = p ? line_of(p, uint32_t(at - p->code)) : -1;
    print("caches", name + " " + (p ? place_of(p, line) : "") + " " +
                        bytecode::row_of(bytecode::op_of(at->instr)).name + " entry " +
                        std::to_string(entry) + ": " + shape_text(S, shape));
  }

  void collecting(State* S) override {
    if (!traces(kGc)) return;
    char text[120];
    std::snprintf(text, sizeof text, "%s, cycle %u, %.1f KiB in use, %.1f KiB reserved",
                  phase_name(S->heap->phase()), S->gc_cycle, double(S->heap->bytes_in_use()) / 1024,
                  double(S->heap->bytes_reserved()) / 1024);
    print("gc", text);
  }

  void closed() override { delete this; }

  void leaving(State* S) override {
    if (done_) return;
    done_ = true;
    for (const Proto* main : mains()) {
      if (wants(kWords)) dump_words(S, main, "main chunk");
      if (wants(kNative) || wants(kAsm)) dump_native(S, main, "main chunk");
      if (wants(kSites)) dump_sites(S, main);
    }
    if (wants(kShapes)) dump_shapes(S);
  }

 private:
  bool wants(Dump d) const { return what_.dump.bits >> d & 1; }
  bool traces(Trace t) const { return what_.trace.bits >> t & 1; }
  static bool is_chosen(const Inspection::Topics& topics, const std::string& name) {
    return topics.function.empty() || topics.function == name;
  }

  void print(const char* topic, const std::string& text) const {
    std::fprintf(stderr, "[%s %.3f ms] %s\n", topic, now_ms() - began_ms_, text.c_str());
  }

  static std::string place_of(const Proto* p, int line) {
    const std::string source = p->source ? bytecode::shown_name(text_of(p->source)) : "?";
    return line > 0 ? source + ":" + std::to_string(line) : source;
  }

  // The name of a function of a loaded chunk; chunks are searched once.
  std::string name_of(const Proto* p) {
    add_new_names();
    const auto at = names_.find(p);
    if (at != names_.end()) return at->second;
    return p->line_defined == 0 ? "main chunk"
                                : "function at line " + std::to_string(p->line_defined);
  }
  void add_new_names() {
    for (; named_ < mains().size(); ++named_) add_names(mains()[named_], "main chunk");
  }
  void add_names(const Proto* p, std::string name) {
    names_[p] = std::move(name);
    for (uint32_t n = 0; n < p->function_count; ++n)
      add_names(p->functions[n], function_name(p, n));
  }
  const Proto* function_around(const Code* at) {
    add_new_names();
    for (const auto& [p, name] : names_)
      if (at >= p->code && at < p->code + p->code_count) return p;
    return nullptr;
  }

  void dump_bytecode(const Proto* main) const {
    const bytecode::Chunk chunk = unlink(main);
    const std::string text = bytecode::list(*chunk.main, true);
    std::fwrite(text.data(), 1, text.size(), stderr);
  }

  void dump_words(State* S, const Proto* p, const std::string& name) const {
    if (is_chosen(what_.dump, name)) {
      std::fprintf(stderr, "words of %s %s%s\n", name.c_str(), place_of(p, p->line_defined).c_str(),
                   p->words ? "" : ": none, it is in tier 1");
      for (uint32_t pc = 0; p->words && pc < p->code_count; ++pc) {
        const Word& w = p->words[pc];
        const char* fused = interp::fused_with(S, p, pc);
        std::fprintf(stderr, "  %5u [%d] %-12s %-6s %u %u %u%s%s%s\n", pc + 1, line_of(p, pc),
                     bytecode::row_of(bytecode::op_of(p->code[pc].instr)).name,
                     interp::handler_name(S, p, pc), w.a, w.b, w.c, w.k ? " k" : "",
                     fused ? "  with " : "", fused ? fused : "");
      }
    }
    for (uint32_t n = 0; n < p->function_count; ++n)
      dump_words(S, p->functions[n], function_name(p, n));
  }

  // ---- native code

  void dump_native(State* S, const Proto* p, const std::string& name) {
    if (is_chosen(what_.dump, name)) dump_native_of(S, p, name);
    for (uint32_t n = 0; n < p->function_count; ++n)
      dump_native(S, p->functions[n], function_name(p, n));
  }
  void dump_native_of(State* S, const Proto* p, const std::string& name) {
    const auto shown = [](void* self, const Proto* q) -> const std::string& {
      auto* inspector = static_cast<Inspector*>(self);
      return inspector->shown_ = inspector->name_of(q);
    };
    const NativeListing code = native_listing(S, p, shown, this);
    const std::string title = "native code of " + name + " " + place_of(p, p->line_defined);
    if (!code.at) {
      std::fprintf(stderr, "%s: none, it is in tier %d\n", title.c_str(), p->words ? 2 : 1);
      return;
    }
    std::fprintf(stderr, "%s: %zu bytes hot, %zu cold, compiled %u %s\n", title.c_str(),
                 code.hot_bytes, code.bytes - code.hot_bytes, code.versions,
                 code.versions == 1 ? "time" : "times");
    const bool disassembled = wants(kAsm) && can_disassemble();
    for (const NativePieceListing& piece : code.pieces) {
      print_piece(piece);
      if (disassembled) print_instructions(S, p, code, piece.hot, piece.hot_bytes);
    }
    if (!disassembled) return;
    std::fprintf(stderr, " cold\n");
    for (const NativePieceListing& piece : code.pieces) {
      if (!piece.cold_bytes) continue;
      print_piece(piece);
      print_instructions(S, p, code, piece.cold, piece.cold_bytes);
    }
  }
  static void print_piece(const NativePieceListing& piece) {
    char cold[48] = "";
    if (piece.cold_bytes)
      std::snprintf(cold, sizeof cold, "cold %04x-%04x", piece.cold, piece.cold + piece.cold_bytes);
    char in_line[24] = "";  // the callee's instruction
    if (piece.is_of_callee) std::snprintf(in_line, sizeof in_line, ">%u", piece.op_pc + 1);
    std::string rest = piece.loads_registers    ? "loads registers"
                       : piece.in_registers     ? "in registers"
                       : !piece.in_line.empty() ? "in line: " + piece.in_line
                                                : "";
    if (!piece.guard.empty()) rest += (rest.empty() ? "" : "; ") + ("checks " + piece.guard);
    std::fprintf(stderr, "  %5u%-4s[%d] %-10s %-32s hot %04x-%04x %s%s%s\n", piece.pc + 1, in_line,
                 piece.line, piece.op, piece.stencil.c_str(), piece.hot,
                 piece.hot + piece.hot_bytes, cold, rest.empty() ? "" : "  ", rest.c_str());
  }
  // Whether there is a disassembler; says so once where there is none.
  bool can_disassemble() {
    if (disassembles_ == Known::Unknown) {
#if defined(__aarch64__)
      static constexpr uint8_t kReturn[] = {0xC0, 0x03, 0x5F, 0xD6};
#else
      static constexpr uint8_t kReturn[] = {0xC3};
#endif
      std::string text = "the program around the engine has no disassembler";
      const bool can = what_.disassemble && what_.disassemble(kReturn, sizeof kReturn, 0, &text);
      disassembles_ = can ? Known::Yes : Known::No;
      if (!can) std::fprintf(stderr, "asm: %s\n", text.c_str());
    }
    return disassembles_ == Known::Yes;
  }
  void print_instructions(State* S, const Proto* p, const NativeListing& code, uint32_t from,
                          uint32_t bytes) const {
    std::string text;
    for (uint32_t at = from; at < from + bytes;) {
      const auto address = uint64_t(reinterpret_cast<uintptr_t>(code.at)) + at;
      const auto* here = reinterpret_cast<const uint8_t*>(code.at) + at;
      const size_t length = what_.disassemble(here, from + bytes - at, address, &text);
      if (!length) text = "(no instruction)";
      std::fprintf(stderr, "        %04x: %s%s\n", at, text.c_str(),
                   target_of(S, p, code, text).c_str());
      at += length ? uint32_t(length) : 1;
    }
  }
  // What an instruction refers to by its address, where that is known: "   # 01c0", "   # slow_Arith".
  static std::string target_of(const State* S, const Proto* p, const NativeListing& code,
                               const std::string& text) {
    const size_t digits = text.find("0x");
    if (digits == text.npos) return {};
    const uint64_t address = std::strtoull(text.c_str() + digits, nullptr, 16);
    const uint64_t inside = address - uint64_t(reinterpret_cast<uintptr_t>(code.at));
    if (inside < code.bytes) {
      char at[24];
      std::snprintf(at, sizeof at, "   # %04x", unsigned(inside));
      return at;
    }
    const std::string name = native_target(S, p, address);
    return name.empty() ? name : "   # " + name;
  }

  void dump_sites(State* S, const Proto* main) const {
    const Explanation all = explain(S, main);
    for (const FunctionReport& f : all.functions) {
      if (!is_chosen(what_.dump, f.name)) continue;
      std::fprintf(stderr, "sites of %s %s\n", f.name.c_str(), place_of(f.proto, f.line).c_str());
      for (const SiteReport& s : f.sites) {
        std::string text = s.field ? cache_state_name(s.field->state) : s.feedback;
        if (s.field && !s.field->why.empty()) text += ": " + s.field->why;
        if (text.empty()) continue;
        std::fprintf(stderr, "  %5u [%d] %-10s %-16s %-6s %s\n", s.pc + 1, s.line, s.op,
                     s.what.c_str(), s.handler, text.c_str());
        if (!s.field) continue;
        const uint32_t side = f.proto->code[s.pc].side;
        for (size_t n = 0; n < s.field->entries.size(); ++n)
          std::fprintf(stderr, "          record %u: %s, %s\n", side,
                       shape_text(S, s.field->entries[n].shape).c_str(),
                       s.field->entries[n].way.c_str());
      }
    }
  }

  static void dump_shapes(State* S) {
    for (uint32_t id = 1; id < S->engine->shapes->count(); ++id) {
      const Shape* s = S->engine->shapes->at(id);
      if (!s) continue;
      std::fprintf(stderr, "%s, %u of %u slots inline, parent %u\n", shape_text(S, id).c_str(),
                   s->count < s->inline_slots ? s->count : s->inline_slots, s->inline_slots,
                   s->parent ? s->parent->id : 0);
    }
  }

  Inspection what_;
  double began_ms_;
  enum class Known : uint8_t { Unknown, Yes, No };
  Known disassembles_ = Known::Unknown;
  std::string shown_;  // what a name was last
  bool is_open_ = false;
  bool done_ = false;
  size_t named_ = 0;  // of mains()
  std::unordered_map<const Proto*, std::string> names_;
};

}  // namespace

bool wants_disassembly(const Inspection& what) { return what.dump.bits >> kAsm & 1; }

Watch* make_inspector(const Inspection& what) { return new (std::nothrow) Inspector(what); }

Result<bool> add_dump(std::string_view text, Inspection* to) {
  return add_topics("dump", kDumps, text, &to->dump);
}
Result<bool> add_trace(std::string_view text, Inspection* to) {
  return add_topics("trace", kTraces, text, &to->trace);
}

}  // namespace tri::engine
