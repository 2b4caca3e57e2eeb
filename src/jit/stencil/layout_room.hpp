// LayoutRoom: the memory that functions are laid out in, one after the other; kept by the engine, so that a compilation allocates nothing.
//
// Invariant: what a layout finds in it is of an earlier one, and means nothing.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tri::jit {

struct Piece;
struct LoopPlan;
struct InlinedCall;

struct LayoutRoom {
  LayoutRoom() = default;
  ~LayoutRoom();
  LayoutRoom(const LayoutRoom&) = delete;
  LayoutRoom& operator=(const LayoutRoom&) = delete;

  // For a function of so many instructions. False: no memory.
  bool make_for(uint32_t instructions);
  // For twice as many pieces, which stay. False: no memory.
  bool add_pieces();
  // Gives back what a large function needed.
  void shrink();

  Piece* pieces = nullptr;
  uint32_t piece_capacity = 0;
  // By instruction; see Layout.
  uint32_t *first = nullptr, *memory = nullptr, *registers = nullptr;
  bool* targets = nullptr;
  LoopPlan* plans = nullptr;       // kMostLoops
  InlinedCall* inlined = nullptr;  // kMostInlined

 private:
  uint32_t instructions_ = 0;
};

}  // namespace tri::jit
