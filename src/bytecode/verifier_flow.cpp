// Abstract interpretation of one function.
//
// What is known before an instruction is a Frame. Where paths meet, only what all of them guarantee is kept; places are
// walked again until nothing changes. Frames are stored only where jumps lead; in between the walk carries one along.
#include "bytecode/verifier_flow.hpp"

#include <algorithm>
#include <vector>

#include "bytecode/register_set.hpp"

namespace tri::bytecode {

namespace {

template <int kWords>
struct FrameOf {
  using Set = RegisterSet<kWords>;

  Set written;  // on all paths; hidden registers of a running loop do not count
  Set loops;    // first registers of numeric loops that ForPrep prepared, on all paths
  Set tables;   // hold the table that NewTable put there, on all paths
  Set open;     // on some path captured by a closure, or to be closed, and not closed since
  Set closing;  // of those, the ones to be closed
  // True if that changed what is known here.
  bool meet(const FrameOf& other) {
    bool changed = written.keep_only(other.written);
    changed |= loops.keep_only(other.loops);
    changed |= tables.keep_only(other.tables);
    changed |= open.add_all(other.open);
    changed |= closing.add_all(other.closing);
    return changed;
  }
};

// Most functions have fewer registers than a word has bits.
template <int kWords>
class Flow {
  using Frame = FrameOf<kWords>;

 public:
  explicit Flow(const Function& f)
      : f_(f), size_(int(f.code.size())), frame_of_(f.code.size(), -1) {}

  Result<void> run() {
    find_targets();
    Frame start;
    start.written.add(0, f_.num_params);
    arrive(0, start);
    // Code made by a compiler needs a few rounds, at most one per level of loops, of which there are fewer than 200. Code
    // made for the purpose could need more than there are registers.
    int64_t steps_left = int64_t{300} * size_ + 10000;
    while (error_.empty() && !pending_.empty()) {
      // In the order of the code, as most of it runs in that order.
      std::vector<int> now;
      now.swap(pending_);
      std::sort(now.begin(), now.end());
      for (const int pc : now) {
        Place& place = places_[size_t(frame_of_[size_t(pc)])];
        if (!place.changed) continue;
        place.changed = false;
        steps_left -= walk(pc, place.frame);
        if (!error_.empty()) break;
        if (steps_left < 0) {
          pc_ = pc;
          fail("control flow too tangled to verify");
          break;
        }
      }
    }
    if (!error_.empty()) return tri::fail(std::move(error_));
    return {};
  }

 private:
  struct Place {
    Frame frame;
    bool reached = false;
    bool changed = false;
  };

  TRI_COLD void fail(std::string_view why) {
    if (error_.empty()) error_ = place_in_function(f_, pc_).append(why);
  }
  void require(bool condition, const char* otherwise) {
    if (!condition) [[unlikely]]
      fail(otherwise);
  }
  Instr at(int pc) const { return f_.code[size_t(pc)]; }

  void find_targets();
  void arrive(int pc, const Frame& frame);
  int walk(int pc, Frame frame);
  bool step(Frame& frame);

  // What instructions do to a frame.
  void read(Frame& frame, int reg);
  void read_run(Frame& frame, int first, int count);
  void write(Frame& frame, int reg);
  void write_run(Frame& frame, int first, int count);
  void lose_from(Frame& frame, int first);
  void nothing_open_from(const Frame& frame, int first);
  void open_list(Frame& frame, int list, int first);
  void operands(Frame& frame, Instr i);
  void capture(Frame& frame, Instr i);
  void make_object(Frame& frame, int reg);
  void mark_to_be_closed(Frame& frame, int reg);
  void leave(const Frame& frame, Instr i);

  const Function& f_;
  const int size_;
  int pc_ = -1;
  std::vector<int> frame_of_;  // by pc: index in places_, or -1
  std::vector<Place> places_;
  std::vector<int> pending_;
  // The first register of the open list of values that the instruction before made.
  int open_from_ = -1;
  std::string error_;
};

template <int kWords>
void Flow<kWords>::find_targets() {
  const auto target = [&](int pc) {
    int& place = frame_of_[size_t(pc)];
    if (place >= 0) return;
    place = int(places_.size());
    places_.emplace_back();
  };
  target(0);
  for (int pc = 0; pc < size_; ++pc) {
    const Instr i = at(pc);
    if (has_jump(op_of(i))) target(pc + jump_distance(i));
    if (row_of(op_of(i)).next == Next::Branch || op_of(i) == Op::LFalseSkip)
      if (pc + 2 < size_) target(pc + 2);
  }
}

template <int kWords>
void Flow<kWords>::arrive(int pc, const Frame& frame) {
  if (pc >= size_) return fail("runs past the end of the code");
  Place& place = places_[size_t(frame_of_[size_t(pc)])];
  bool changed = true;
  if (place.reached)
    changed = place.frame.meet(frame);
  else
    place.frame = frame;
  place.reached = true;
  if (!changed || place.changed) return;
  place.changed = true;
  pending_.push_back(pc);
}

// Follows the code from `pc` until it joins another place or ends. Returns the number of steps.
template <int kWords>
int Flow<kWords>::walk(int pc, Frame frame) {
  open_from_ = -1;
  int steps = 0;
  for (pc_ = pc; error_.empty(); ++pc_) {
    if (pc_ >= size_) {
      pc_ = size_ - 1;
      fail("runs past the end of the code");
      break;
    }
    if (steps > 0 && frame_of_[size_t(pc_)] >= 0) {
      arrive(pc_, frame);
      break;
    }
    ++steps;
    if (!step(frame)) break;
  }
  return steps;
}

// ---------------------------------------------------------------------------------------------------- registers

template <int kWords>
void Flow<kWords>::read(Frame& frame, int reg) {
  if (frame.written.has(reg)) [[likely]]
    return;
  fail("register " + std::to_string(reg) + " is read but not written on every path");
}

template <int kWords>
void Flow<kWords>::read_run(Frame& frame, int first, int count) {
  if (frame.written.has_all(first, count)) [[likely]]
    return;
  for (int reg = first; reg < first + count; ++reg) read(frame, reg);
}

// Overwriting a hidden register of a loop ends what is known about the loop. Beside a value to be closed the machine
// keeps where the one before it is.
template <int kWords>
void Flow<kWords>::write(Frame& frame, int reg) {
  write_run(frame, reg, 1);
}

template <int kWords>
void Flow<kWords>::write_run(Frame& frame, int first, int count) {
  if (count <= 0) return;
  if (frame.closing.has_any(first, count)) [[unlikely]]
    return fail("a to-be-closed register is written");
  frame.written.add(first, count);
  frame.tables.remove(first, count);
  frame.loops.remove(first < 2 ? 0 : first - 2, first < 2 ? first + count : count + 2);
}

// Registers from `first` on are left with whatever a call or an open list put there, or cleared by the collector.
template <int kWords>
void Flow<kWords>::lose_from(Frame& frame, int first) {
  frame.written.remove_from(first);
  frame.tables.remove_from(first);
  frame.loops.remove_from(first < 2 ? 0 : first - 2);
}

template <int kWords>
void Flow<kWords>::nothing_open_from(const Frame& frame, int first) {
  require(!frame.open.has_from(first),
          "a captured or to-be-closed register may still be open here");
}

// Takes the open list that begins at register `list`; this instruction's values begin at `first`.
template <int kWords>
void Flow<kWords>::open_list(Frame& frame, int list, int first) {
  require(list >= 0, "no open list of values before");
  require(first <= list, "the open list begins below these operands");
  if (list >= 0) read_run(frame, first, list - first);
}

// ------------------------------------------------------------------------------------------------- instructions

// Reads and writes as the op's row says.
template <int kWords>
void Flow<kWords>::operands(Frame& frame, Instr i) {
  const OpRow& row = row_of(op_of(i));
  if (row.a == Role::In || row.a == Role::InOut) read(frame, a_of(i));
  if (row.format == Format::ABC) {
    if (row.b == Role::In) read(frame, b_of(i));
    if (row.c == Role::In) read(frame, c_of(i));
    if ((row.c == Role::RK || row.c == Role::RKStr) && !k_of(i)) read(frame, c_of(i));
  }
  if (row.a == Role::Out2) write(frame, a_of(i) + 1);
  if (row.a == Role::Out || row.a == Role::Out2 || row.a == Role::InOut) write(frame, a_of(i));
}

// A closure may capture the register it goes to: that is how a local function calls itself.
template <int kWords>
void Flow<kWords>::capture(Frame& frame, Instr i) {
  for (const UpvalueDesc& upvalue : f_.functions[size_t(bx_of(i))]->upvalues) {
    if (!upvalue.in_stack) continue;
    if (upvalue.index != a_of(i)) read(frame, upvalue.index);
    frame.open.add(upvalue.index);
    frame.tables.remove(upvalue.index);
  }
  make_object(frame, a_of(i));
}

// A new object in the topmost register in use: a collection that it causes clears those above.
template <int kWords>
void Flow<kWords>::make_object(Frame& frame, int reg) {
  if (reg < kMaxA) {
    nothing_open_from(frame, reg + 1);
    lose_from(frame, reg + 1);
  }
  write(frame, reg);
}

template <int kWords>
void Flow<kWords>::mark_to_be_closed(Frame& frame, int reg) {
  read(frame, reg);
  require(!frame.closing.has_from(reg), "a to-be-closed register may still be open here");
  frame.open.add(reg);
  frame.closing.add(reg);
}

template <int kWords>
void Flow<kWords>::leave(const Frame& frame, Instr i) {
  const bool closes = (op_of(i) == Op::Return || op_of(i) == Op::TailCall) && k_of(i);
  if (!closes)
    require(frame.open.empty(), "leaves without closing captured or to-be-closed registers");
}

// Does what the instruction at pc_ does. False if execution never goes on to the next one, or it has been sent there.
template <int kWords>
bool Flow<kWords>::step(Frame& frame) {
  const Instr i = at(pc_);
  const int a = a_of(i), b = b_of(i), c = c_of(i);
  const int list = open_from_;
  open_from_ = -1;
  switch (op_of(i)) {
    case Op::LoadNil: write_run(frame, a, b + 1); return true;
    case Op::LFalseSkip:
      write(frame, a);
      arrive(pc_ + 2, frame);
      return false;
    case Op::Concat:
      read_run(frame, a, b);
      nothing_open_from(frame, a);
      lose_from(frame, a);
      write(frame, a);
      return true;
    case Op::Close:
      frame.open.remove_from(a);
      frame.closing.remove_from(a);
      return true;
    case Op::Tbc: mark_to_be_closed(frame, a); return true;
    case Op::Jmp: arrive(pc_ + jump_distance(i), frame); return false;
    case Op::TestSet: {
      read(frame, b);
      arrive(pc_ + 2, frame);
      Frame taken = frame;
      write(taken, a);
      arrive(pc_ + 1 + jump_distance(at(pc_ + 1)), taken);
      return false;
    }
    case Op::Call:
      if (b == 0)
        open_list(frame, list, a + 1);
      else
        read_run(frame, a + 1, b - 1);
      read(frame, a);
      nothing_open_from(frame, a);
      lose_from(frame, a);
      open_from_ = c == 0 ? a : -1;
      write_run(frame, a, c - 1);
      return true;
    case Op::TailCall:
      if (b == 0)
        open_list(frame, list, a + 1);
      else
        read_run(frame, a + 1, b - 1);
      read(frame, a);
      leave(frame, i);
      require(frame.closing.empty(), "a to-be-closed register is not closed by a tail call");
      lose_from(frame, a);
      open_from_ = a;  // for the Return, should a function of the host have been called
      frame.open = {};
      frame.closing = {};
      return true;
    case Op::Return:
      if (b == 0)
        open_list(frame, list, a);
      else
        read_run(frame, a, b - 1);
      leave(frame, i);
      return false;
    case Op::Return0: leave(frame, i); return false;
    case Op::Return1:
      read(frame, a);
      leave(frame, i);
      return false;
    case Op::ForPrep: {
      read_run(frame, a, 3);
      for (int reg = a; reg < a + 3; ++reg)
        require(!frame.open.has(reg), "a loop's hidden register is captured");
      Frame skipped = frame;
      lose_from(skipped, a);
      arrive(pc_ + jump_distance(i), skipped);
      lose_from(frame, a);
      frame.loops.add(a);
      write(frame, a + 3);
      return true;
    }
    case Op::ForLoop: {
      require(frame.loops.has(a), "the loop was not prepared on every path");
      write(frame, a + 3);
      arrive(pc_ + jump_distance(i), frame);
      lose_from(frame, a);
      return true;
    }
    case Op::TForPrep:
      read_run(frame, a, 3);
      mark_to_be_closed(frame, a + 3);
      arrive(pc_ + jump_distance(i), frame);
      return false;
    case Op::TForCall:
      read_run(frame, a, 3);
      nothing_open_from(frame, a + 4);
      lose_from(frame, a + 4);
      write_run(frame, a + 4, c);
      return true;
    case Op::TForLoop:
      read(frame, a + 4);
      write(frame, a + 2);
      arrive(pc_ + jump_distance(i), frame);
      return true;
    case Op::NewTable:
      make_object(frame, a);
      if (!frame.open.has(a)) frame.tables.add(a);
      return true;
    case Op::SetList:
      require(frame.tables.has(a), "no table was made for these items on every path");
      if (b == 0)
        open_list(frame, list, a + 1);
      else
        read_run(frame, a + 1, b);
      return true;
    case Op::Closure: capture(frame, i); return true;
    case Op::VarArg:
      if (c == 0) {
        nothing_open_from(frame, a);
        lose_from(frame, a);
        open_from_ = a;
      }
      write_run(frame, a, c - 1);
      return true;
    default: break;
  }
  operands(frame, i);
  if (row_of(op_of(i)).next != Next::Branch) return true;
  arrive(pc_ + 2, frame);
  arrive(pc_ + 1 + jump_distance(at(pc_ + 1)), frame);
  return false;
}

}  // namespace

Result<void> verify_flow(const Function& f) {
  return f.max_stack <= 64 ? Flow<1>(f).run() : Flow<4>(f).run();
}

}  // namespace tri::bytecode
