// stencil_split: parts each stencil of a compiler's assembly into what usually runs and what seldom does.
//
//   stencil_split IN.s OUT.s
//
// A stencil is a function stencil_<name> in a section of its own. It falls through to whatever is placed behind it, so its usual
// way must come last and end in a jump to HOLE_NEXT, which is dropped; blocks that lead to routines go to a section
// .text.cold_<name>. This is done on text, before the assembler, which then chooses the sizes of jumps by itself.
//
// Stencils have no frame, but for the eight bytes that align the stack around a call of stencils_kernel.cpp's own.
//
// What it relies on, and fails without: functions begin with `stencil_<name>:` and end with a label `.Lfunc_end<n>:`; labels
// stand alone on lines; no block falls through the end of a function.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

namespace {

[[noreturn]] void fail(const std::string& message) {
  std::cerr << "stencil_split: " << message << '\n';
  std::exit(1);
}

std::string_view trimmed(std::string_view line) {
  const size_t first = line.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  line.remove_prefix(first);
  const size_t comment = line.find('#');
  if (comment != std::string_view::npos) line = line.substr(0, comment);
  const size_t last = line.find_last_not_of(" \t");
  return last == std::string_view::npos ? std::string_view() : line.substr(0, last + 1);
}

struct Instruction {
  std::string_view mnemonic, operand;
};
Instruction parsed(std::string_view line) {
  line = trimmed(line);
  const size_t space = line.find_first_of(" \t");
  if (space == std::string_view::npos) return {line, {}};
  return {line.substr(0, space), trimmed(line.substr(space))};
}

bool is_label(std::string_view line) {
  return !line.empty() && line[0] != ' ' && line[0] != '\t' && line[0] != '#' &&
         line.find(':') != std::string_view::npos;
}
bool is_jump(std::string_view line) {
  const Instruction i = parsed(line);
  return i.mnemonic == "jmp" || i.mnemonic == "jmpq";
}
std::string_view target_of(std::string_view line) {
  return parsed(line).operand.substr(0, parsed(line).operand.find('@'));
}

// Instructions from a label, or from behind a jump, to the next jump that is always taken.
using Chain = std::vector<std::string>;

bool leads_to_routine(const Chain& chain) {
  const std::string_view to = target_of(chain.back());
  return to.starts_with("slow_") || to.starts_with("native_");
}
bool ends_in(const Chain& chain, std::string_view target) {
  return is_jump(chain.back()) && target_of(chain.back()) == target;
}

std::string_view inverted(std::string_view mnemonic) {
  static constexpr std::string_view kPairs[][2] = {{"je", "jne"}, {"jl", "jge"}, {"jle", "jg"},
                                                   {"jb", "jae"}, {"jbe", "ja"}, {"js", "jns"},
                                                   {"jp", "jnp"}, {"jo", "jno"}};
  for (const auto& pair : kPairs) {
    if (mnemonic == pair[0]) return pair[1];
    if (mnemonic == pair[1]) return pair[0];
  }
  return {};
}

// `jcc HOLE_NEXT; jmp HOLE_JUMP` becomes `jncc HOLE_JUMP; jmp HOLE_NEXT`.
void put_next_last(Chain* chain) {
  if (chain->size() < 2 || !ends_in(*chain, "HOLE_JUMP")) return;
  std::string& before = (*chain)[chain->size() - 2];
  const Instruction i = parsed(before);
  const std::string_view other = inverted(i.mnemonic);
  if (other.empty() || target_of(before) != "HOLE_NEXT") return;
  before = "\t" + std::string(other) + "\tHOLE_JUMP@PLT";
  chain->back() = "\tjmp\tHOLE_NEXT@PLT";
}

std::vector<Chain> chains_of(const std::string& name, const std::vector<std::string>& body) {
  std::vector<Chain> chains(1);
  for (const std::string& line : body) {
    const std::string_view text = trimmed(line);
    if (text.empty() || (text[0] == '.' && !is_label(line))) continue;  // directives
    const Instruction i = parsed(text);
    const bool is_ours =
        i.mnemonic == "leaq" && (i.operand == "-8(%rsp), %rsp" || i.operand == "8(%rsp), %rsp");
    const bool is_frame =
        text.find("%rsp") != text.npos || text.starts_with("push") || text.starts_with("pop");
    if (is_frame && !is_ours) fail("stencil_" + name + " has a frame: " + std::string(text));
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

void write_stencil(const std::string& name, const std::vector<std::string>& body,
                   std::ostream& out) {
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
  const auto write = [&](const Chain& chain, bool drops_jump) {
    for (size_t n = 0; n + drops_jump < chain.size(); ++n) out << chain[n] << '\n';
  };
  out << "\t.section\t.text.stencil_" << name << ",\"ax\",@progbits\nstencil_" << name << ":\n";
  for (const Chain* chain : hot) write(*chain, chain == hot.back() && ends_in(*chain, "HOLE_NEXT"));
  out << "\t.section\t.text.cold_" << name << ",\"ax\",@progbits\ncold_" << name << ":\n";
  for (const Chain* chain : cold) write(*chain, false);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) fail("usage: stencil_split IN.s OUT.s");
  std::ifstream in(argv[1]);
  if (!in) fail(std::string(argv[1]) + ": cannot be read");
  std::ofstream out(argv[2]);
  constexpr std::string_view kPrefix = "stencil_";
  std::string name, line;
  std::vector<std::string> body;
  while (std::getline(in, line)) {
    if (name.empty()) {
      if (is_label(line) && line.starts_with(kPrefix))
        name = line.substr(kPrefix.size(), line.find(':') - kPrefix.size());
    } else if (line.starts_with(".Lfunc_end")) {
      write_stencil(name, body, out);
      name.clear();
      body.clear();
    } else {
      body.push_back(line);
    }
  }
  if (!name.empty()) fail("stencil_" + name + " has no end");
  if (!out.flush()) fail(std::string(argv[2]) + ": cannot be written");
}
