#include "jit/stencil/layout_room.hpp"

#include <cstdlib>
#include <new>

#include "jit/stencil/inlined_calls.hpp"
#include "jit/stencil/layout.hpp"
#include "jit/stencil/loop_registers.hpp"

namespace tri::jit {
namespace {

constexpr uint32_t kFewInstructions = 256, kKeptInstructions = 4096,
                   kKeptPieces = 4 * kKeptInstructions;

}  // namespace

LayoutRoom::~LayoutRoom() {
  free(pieces);
  delete[] first;
  delete[] targets;
  delete[] plans;
  delete[] inlined;
}

bool LayoutRoom::make_for(uint32_t instructions) {
  if (!plans) plans = new (std::nothrow) LoopPlan[kMostLoops];
  if (!inlined) inlined = new (std::nothrow) InlinedCall[kMostInlined];
  if (!plans || !inlined) return false;
  if (instructions > instructions_) {
    const uint32_t n = instructions > kFewInstructions ? instructions : kFewInstructions;
    delete[] first;
    delete[] targets;
    instructions_ = 0;
    first = new (std::nothrow) uint32_t[3 * size_t(n)];
    targets = new (std::nothrow) bool[n];
    if (!first || !targets) return false;
    memory = first + n;
    registers = memory + n;
    instructions_ = n;
  }
  return piece_capacity >= 2 * instructions || add_pieces();
}

bool LayoutRoom::add_pieces() {
  const uint32_t least = 2 * instructions_;
  const uint32_t wanted = 2 * piece_capacity > least ? 2 * piece_capacity : least;
  void* more = realloc(static_cast<void*>(pieces), wanted * sizeof(Piece));
  if (!more) return false;
  pieces = static_cast<Piece*>(more);
  piece_capacity = wanted;
  return true;
}

void LayoutRoom::shrink() {
  if (instructions_ > kKeptInstructions) {
    delete[] first;
    delete[] targets;
    first = nullptr;
    targets = nullptr;
    instructions_ = 0;
  }
  if (piece_capacity > kKeptPieces) {
    free(pieces);
    pieces = nullptr;
    piece_capacity = 0;
  }
}

}  // namespace tri::jit
