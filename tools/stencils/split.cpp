// stencil_split: parts each stencil of a compiler's assembly into what usually runs and what seldom does.
//
//   stencil_split MACHINE IN.s OUT.s
//
// A stencil is a function stencil_<name> in a section of its own. It falls through to whatever is placed behind it, so its usual
// way must come last and end in a jump to HOLE_NEXT, which is dropped; blocks that lead to routines go to a section
// .text.cold_<name>. This is done on text, before the assembler, which then chooses the sizes of jumps by itself.
//
// Stencils have no frame, but for what is on the stack around a call of kernel.hpp's own.
//
// Where branches reach a few bytes only (tbz), one that leaves its part becomes a branch around a jump.
//
// What it relies on, and fails without: functions begin with `stencil_<name>:` and end with a label `.Lfunc_end<n>:`; labels
// stand alone on lines; no block falls through the end of a function.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "assembly.hpp"

namespace {

[[noreturn]] void fail(const std::string& message) {
  std::cerr << "stencil_split: " << message << '\n';
  std::exit(1);
}

struct Instruction {
  std::string_view mnemonic, operands;
  // The last operand is where a branch leads.
  std::string_view target() const {
    std::string_view last = operands.substr(operands.rfind(',') + 1);
    while (last.starts_with(' ')) last.remove_prefix(1);
    return last.substr(0, last.find('@'));
  }
};
std::string_view name_of_label(std::string_view line) { return line.substr(0, line.find(':')); }

// Instructions from a label, or from behind a jump, to the next jump that is always taken.
using Chain = std::vector<std::string>;

class Splitter {
 public:
  explicit Splitter(const Assembly& assembly) : assembly_(assembly) {}

  void write_stencil(const std::string& name, const std::vector<std::string>& body,
                     std::ostream& out) const {
    std::vector<Chain> chains = chains_of(name, body);
    std::vector<const Chain*> hot{&chains[0]}, cold;
    // Where the way in is the usual way all others are seldom; else the one that goes on behind the stencil comes last.
    const bool is_straight = ends_in(chains[0], "HOLE_NEXT");
    const Chain* last = nullptr;
    for (size_t n = 1; n < chains.size(); ++n) {
      if (is_straight || leads_to_routine(chains[n]))
        cold.push_back(&chains[n]);
      else if (!last && ends_in(chains[n], "HOLE_NEXT"))
        last = &chains[n];
      else
        hot.push_back(&chains[n]);
    }
    if (last) hot.push_back(last);
    write_part(".text.stencil_" + name, "stencil_" + name, hot, ends_in(*hot.back(), "HOLE_NEXT"),
               out);
    write_part(".text.cold_" + name, "cold_" + name, cold, false, out);
  }

  bool is_label(std::string_view line) const {
    return !line.empty() && line[0] != ' ' && line[0] != '\t' &&
           !line.starts_with(assembly_.comment) && line.find(':') != std::string_view::npos;
  }

 private:
  std::string_view trimmed(std::string_view line) const {
    const size_t first = line.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    line.remove_prefix(first);
    const size_t comment = line.find(assembly_.comment);
    if (comment != std::string_view::npos) line = line.substr(0, comment);
    const size_t last = line.find_last_not_of(" \t");
    return last == std::string_view::npos ? std::string_view() : line.substr(0, last + 1);
  }

  Instruction parsed(std::string_view line) const {
    line = trimmed(line);
    const size_t space = line.find_first_of(" \t");
    if (space == std::string_view::npos) return {line, {}};
    return {line.substr(0, space), trimmed(line.substr(space))};
  }

  bool is_jump(std::string_view line) const {
    for (const std::string_view jump : assembly_.jumps)
      if (parsed(line).mnemonic == jump) return true;
    return false;
  }
  std::string_view target_of(std::string_view line) const { return parsed(line).target(); }
  std::string jump_to(std::string_view symbol) const {
    return "\t" + std::string(assembly_.jump) + "\t" + std::string(symbol);
  }
  // The branch that is taken where this one is not; empty: it is none.
  std::string_view inverted(std::string_view mnemonic) const {
    for (const auto& [one, other] : assembly_.branches) {
      if (mnemonic == one) return other;
      if (mnemonic == other) return one;
    }
    return {};
  }
  bool is_branch(std::string_view line) const { return !inverted(parsed(line).mnemonic).empty(); }
  std::string with(std::string_view line, std::string_view mnemonic,
                   std::string_view target) const {
    const std::string_view operands = parsed(line).operands;
    const size_t comma = operands.rfind(',');
    const std::string_view others =
        comma == std::string_view::npos ? std::string_view() : operands.substr(0, comma + 1);
    return "\t" + std::string(mnemonic) + "\t" + std::string(others) +
           std::string(others.empty() ? "" : " ") + std::string(target);
  }

  bool leads_to_routine(const Chain& chain) const {
    const std::string_view to = target_of(chain.back());
    return to.starts_with("slow_") || to.starts_with("native_");
  }
  bool ends_in(const Chain& chain, std::string_view target) const {
    return is_jump(chain.back()) && target_of(chain.back()) == target;
  }

  // `jcc HOLE_NEXT; jmp HOLE_JUMP` becomes `jncc HOLE_JUMP; jmp HOLE_NEXT`.
  void put_next_last(Chain* chain) const {
    if (chain->size() < 2 || !ends_in(*chain, "HOLE_JUMP")) return;
    std::string& before = (*chain)[chain->size() - 2];
    const std::string_view other = inverted(parsed(before).mnemonic);
    if (other.empty() || target_of(before) != "HOLE_NEXT") return;
    const std::string suffix(assembly_.to_symbol);
    before = with(before, other, "HOLE_JUMP" + suffix);
    chain->back() = jump_to("HOLE_NEXT" + suffix);
  }

  // Branches to jumps out of the stencil lead there themselves, as the compiler has it where it knows how; labels and jumps that
  // nobody comes to any more are dropped.
  void shorten_ways_out(std::vector<std::string>* lines) const {
    std::map<std::string, std::string, std::less<>> leads_to;
    for (size_t n = lines->size(); n-- > 1;) {
      const std::string& next = (*lines)[n];
      if (!is_label((*lines)[n - 1])) continue;
      const std::string label(name_of_label((*lines)[n - 1]));
      if (is_label(next)) {
        if (const auto to = leads_to.find(name_of_label(next)); to != leads_to.end())
          leads_to[label] = to->second;
      } else if (is_jump(next) && target_of(next).starts_with("HOLE_")) {
        leads_to[label] = target_of(next);
      }
    }
    std::set<std::string, std::less<>> used;
    for (std::string& line : *lines) {
      if (is_label(line) || (!is_jump(line) && !is_branch(line))) continue;
      if (const auto to = leads_to.find(target_of(line)); to != leads_to.end())
        line = with(line, parsed(line).mnemonic, to->second);
      used.emplace(target_of(line));
    }
    std::vector<std::string> kept;
    bool comes_here = true;
    for (std::string& line : *lines) {
      if (is_label(line)) {
        if (!used.contains(name_of_label(line))) continue;
        comes_here = true;
      }
      if (!comes_here) continue;
      kept.push_back(line);
      if (!is_label(line) && is_jump(line)) comes_here = false;
    }
    *lines = std::move(kept);
  }

  std::vector<std::string> instructions_of(const std::string& name,
                                           const std::vector<std::string>& body) const {
    std::vector<std::string> lines;
    for (const std::string& line : body) {
      const std::string_view text = trimmed(line);
      if (text.empty() || (text[0] == '.' && !is_label(line))) continue;  // directives
      const Instruction i = parsed(text);
      if (assembly_.is_frame(i.mnemonic, i.operands))
        fail("stencil_" + name + " has a frame: " + std::string(text));
      lines.push_back(line);
    }
    return lines;
  }

  std::vector<Chain> chains_of(const std::string& name,
                               const std::vector<std::string>& body) const {
    std::vector<std::string> lines = instructions_of(name, body);
    if (!assembly_.branches_leave) shorten_ways_out(&lines);
    std::vector<Chain> chains(1);
    for (const std::string& line : lines) {
      chains.back().push_back(line);
      if (is_jump(line)) chains.emplace_back();
    }
    if (!chains.back().empty()) {
      for (const std::string& line : chains.back())
        if (!is_label(line)) fail("stencil_" + name + " does not end in a jump");
      // Labels alone: nobody is there.
    }
    chains.pop_back();
    if (chains.empty()) fail("stencil_" + name + " is empty");
    for (Chain& chain : chains) put_next_last(&chain);
    return chains;
  }

  // A part of the stencil, in a section of its own.
  void write_part(const std::string& section, const std::string& symbol,
                  const std::vector<const Chain*>& chains, bool drops_last_jump,
                  std::ostream& out) const {
    out << "\t.section\t" << section << ",\"ax\",@progbits\n" << symbol << ":\n";
    std::set<std::string, std::less<>> labels;
    for (const Chain* chain : chains)
      for (const std::string& line : *chain)
        if (is_label(line)) labels.emplace(name_of_label(line));
    int around = 0;
    for (const Chain* chain : chains) {
      const bool drops = drops_last_jump && chain == chains.back();
      for (size_t n = 0; n + drops < chain->size(); ++n) {
        const std::string& line = (*chain)[n];
        const Instruction i = parsed(line);
        if (!assembly_.is_short(i.mnemonic) || labels.contains(i.target())) {
          out << line << '\n';
          continue;
        }
        const std::string label = ".L" + symbol + std::to_string(around++);
        out << with(line, inverted(i.mnemonic), label) << '\n'
            << jump_to(i.target()) << '\n'
            << label << ":\n";
      }
    }
  }

  const Assembly& assembly_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) fail("usage: stencil_split MACHINE IN.s OUT.s");
  const Assembly* assembly = assembly_of(argv[1]);
  if (!assembly) fail(std::string(argv[1]) + ": expected a machine that stencils are made for");
  std::ifstream in(argv[2]);
  if (!in) fail(std::string(argv[2]) + ": cannot be read");
  std::ofstream out(argv[3]);
  const Splitter splitter(*assembly);
  constexpr std::string_view kPrefix = "stencil_";
  std::string name, line;
  std::vector<std::string> body;
  while (std::getline(in, line)) {
    if (name.empty()) {
      if (splitter.is_label(line) && line.starts_with(kPrefix))
        name = line.substr(kPrefix.size(), line.find(':') - kPrefix.size());
    } else if (line.starts_with(".Lfunc_end")) {
      splitter.write_stencil(name, body, out);
      name.clear();
      body.clear();
    } else {
      body.push_back(line);
    }
  }
  if (!name.empty()) fail("stencil_" + name + " has no end");
  if (!out.flush()) fail(std::string(argv[3]) + ": cannot be written");
}
