// Which stencils a function is laid out of: one or several pieces for each of its ops, and once more for ops of loops that hold numbers
// in registers (loop_registers.hpp).
//
//   pieces   ┌────────────────────────────────────────────────────┬──────────────────┬───────────────────┐
//            │ op after op; loads of registers in front of loops  │ a loop's own     │ ... and another's │
//            └────────────────────────────────────────────────────┴──────────────────┴───────────────────┘
#pragma once

#include <cstddef>

#include "heap/cache.hpp"
#include "heap/state.hpp"
#include "jit/stencil/layout_room.hpp"
#include "jit/stencil/table.hpp"
#include "runtime/flow.hpp"

namespace tri::jit {

inline constexpr uint32_t kNoPiece = UINT32_MAX;

struct Piece {
  uint32_t op = 0;  // its instruction
  const Stencil* stencil = nullptr;
  const FieldCache* record = nullptr;  // for the holes of fields
  uint32_t other = kNoPiece;           // the piece that HOLE_OTHER stands for
  uint32_t jump = kNoPiece;            // HOLE_JUMP, where it is not the op's own target
  uint32_t done = kNoPiece;            // HOLE_DONE, where it is not the op behind this one
  int32_t slot =
      0;  // what an operation on registers works with: a register of the function or a constant
  int32_t number = 0;
  // Of a call in line, and the callee where the op is one of its own.
  const InlinedCall* inlined = nullptr;
  const Proto* function = nullptr;
  bool carries = false;  // one of a loop's own, which hands registers on
  char *hot = nullptr, *cold = nullptr;
};

class Layout {
 public:
  // The room is the layout's while it lasts.
  Layout(Thread* L, Proto* p, LayoutRoom* room, int cpu_level)
      : L_(L), p_(p), room_(*room), cpu_level_(cpu_level) {}
  Layout(const Layout&) = delete;
  Layout& operator=(const Layout&) = delete;

  // Chooses all pieces. False: no memory.
  bool choose();

  Piece* begin() { return room_.pieces; }
  Piece* end() { return room_.pieces + count_; }
  const Piece& operator[](uint32_t n) const { return room_.pieces[n]; }
  uint32_t first_of_loops() const { return first_of_loops_; }  // the first piece of a loop's own
  size_t hot_bytes() const { return hot_bytes_; }
  size_t cold_bytes() const { return cold_bytes_; }

  // Pieces that control goes on at; kNoPiece: no op begins there. Where it comes to op i from outside;
  uint32_t way_in(size_t i) const { return i < p_->code_count ? room_.first[i] : kNoPiece; }
  uint32_t behind(size_t i) const {
    return way_in(i + size_t(width_of(bytecode::op_of(p_->code[i].instr), p_->code[i].instr)));
  }
  // and where holes of a piece lead.
  uint32_t jump(const Piece& piece) const;
  uint32_t done(const Piece& piece) const {
    return piece.done == kNoPiece ? behind(piece.op) : piece.done;
  }
  uint32_t other(const Piece& piece) const;

  template <class F>
  void each_op(F f, uint32_t from = 0, uint32_t to = UINT32_MAX) const {
    for (uint32_t i = from; i < p_->code_count && i <= to;
         i += uint32_t(width_of(bytecode::op_of(p_->code[i].instr), p_->code[i].instr)))
      f(i);
  }

  // ---- for those who choose
  Thread* thread() const { return L_; }
  Proto* function() const { return p_; }
  uint32_t count() const { return count_; }
  uint32_t op_count() const { return op_count_; }
  Piece& add(uint32_t i, const Stencil* stencil);
  // The pieces of an op of fields; with `carries` of those that hand registers on. False, and nothing was added: there are none.
  bool add_field(uint32_t i, bool carries = false);
  // The stencil of an op that no record decides about, of those that hand registers on, or tier 2's handler; nullptr: none such.
  // inverted: jumps where the op does not.
  const Stencil* stencil_for(uint32_t i, bool carries, bool inverted = false) const;
  bool has_jump(uint32_t i) const;
  bool is_target(uint32_t i) const { return room_.targets[i]; }  // some jump leads there
  // The piece that does op i in memory; where registers of a loop are loaded in front of it, the one behind these.
  uint32_t in_memory(uint32_t i) const { return room_.memory[i]; }
  // Op i begins here with the loop's registers.
  void begin_in_registers(uint32_t i) { room_.registers[i] = count_; }
  // Ops are the function's own again (nullptr), or of the callee of a call in line.
  void begin_inlined(const InlinedCall* call);
  Piece& operator[](uint32_t n) { return room_.pieces[n]; }

 private:
  uint32_t plan_of(uint32_t i) const;  // plan_count_: none
  bool add_record(uint32_t i, const FieldCache& record, bool is_step, bool carries);
  bool add_walk(uint32_t i, const FieldCache& record, bool is_step, bool carries);

  Thread* L_;
  Proto* p_;
  const Proto* source_ = p_;  // of the ops that are laid out
  const InlinedCall* inlining_ = nullptr;
  // In the room: the pieces; the calls done in line; plans of loops; what some jump leads to; and by instruction, kNoPiece where none
  // begins, the first piece that control comes to, the one that does the op in memory, and the one in registers.
  LayoutRoom& room_;
  const int cpu_level_;
  uint32_t inlined_count_ = 0;
  Piece lost_;  // stands for those that there was no memory for
  uint32_t count_ = 0, first_of_loops_ = 0, op_count_ = 0;
  bool failed_ = false;
  uint32_t plan_count_ = 0;
  size_t hot_bytes_ = 0, cold_bytes_ = 0;
};

bool is_field_op(bytecode::Op op);
inline bool jumps_backward(const Code* pc) { return jump_of(const_cast<Code*>(pc)) <= pc; }

}  // namespace tri::jit
