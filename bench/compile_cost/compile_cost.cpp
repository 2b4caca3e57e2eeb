// What it costs to compile a function by copying stencils, and by LLVM (ORC) at -O0 and -O3; and how quick the code is.
//
//   compile_cost FUNCTIONS.lua [ROUNDS [native]]    a row for each function, geometric means at the end; native: LLVM is left out
//
// All three compile the same bytecode, after it ran long enough in tier 2 that its sites know their types. For LLVM each op becomes what its body
// does, with registers in memory as tiers 1 and 2 have them: types are checked, numbers computed with in line, all else is done by the
// routine that the engine's own tiers call (elements of tables, remainders, lengths). Its results are compared with native code's.
//
// Times are CPU times of the thread: of a compilation from the bytecode to callable code, medians of the rounds, of which ten are timed at
// once where they are native; for LLVM with the IR built and the object linked, for native code with all system calls that it makes.
#include <llvm-c/Core.h>
#include <llvm-c/LLJIT.h>
#include <llvm-c/Target.h>
#include <llvm-c/TargetMachine.h>
#include <llvm-c/Transforms/PassBuilder.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

#include "engine/engine.hpp"
#include "interp/word.hpp"
#include "jit/stencil/compiler.hpp"
#include "jit/stencil/native_code.hpp"
#include "lib/libraries.hpp"
#include "lib/load.hpp"
#include "ops/routines.hpp"
#include "runtime/call.hpp"
#include "runtime/flow.hpp"
#include "runtime/link.hpp"
#include "runtime/tables.hpp"

namespace tri {
namespace {

using namespace bytecode;

[[noreturn]] void fail(const std::string& message) {
  std::fprintf(stderr, "compile_cost: %s\n", message.c_str());
  std::exit(1);
}
void check(LLVMErrorRef error) {
  if (error) fail(LLVMGetErrorMessage(error));
}

double cpu_ns() {
  timespec t = {};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return double(t.tv_sec) * 1e9 + double(t.tv_nsec);
}
double median(std::vector<double> all) {
  std::nth_element(all.begin(), all.begin() + all.size() / 2, all.end());
  return all[all.size() / 2];
}
double median_of(int rounds, const std::function<void()>& f) {
  std::vector<double> all;
  for (int n = 0; n < rounds; ++n) {
    const double begun = cpu_ns();
    f();
    all.push_back(cpu_ns() - begun);
  }
  return median(std::move(all));
}

// ---- bytecode to IR

// The function's code: what is returned lies at the register whose number it gives, -1: nothing.
using Compiled = int32_t (*)(Value* base, const Value* k, Thread* L);

class Emitter {
 public:
  Emitter(LLVMContextRef context, const Proto* p, const char* name)
      : c_(context), p_(p), module_(LLVMModuleCreateWithNameInContext(name, c_)) {
    i1_ = LLVMInt1TypeInContext(c_);
    i8_ = LLVMInt8TypeInContext(c_);
    i32_ = LLVMInt32TypeInContext(c_);
    i64_ = LLVMInt64TypeInContext(c_);
    f64_ = LLVMDoubleTypeInContext(c_);
    ptr_ = LLVMPointerTypeInContext(c_, 0);
    b_ = LLVMCreateBuilderInContext(c_);
    LLVMTypeRef parameters[] = {ptr_, ptr_, ptr_};
    f_ = LLVMAddFunction(module_, name, LLVMFunctionType(i32_, parameters, 3, false));
    base_ = LLVMGetParam(f_, 0);
    k_ = LLVMGetParam(f_, 1);
    L_ = LLVMGetParam(f_, 2);
  }
  ~Emitter() { LLVMDisposeBuilder(b_); }

  LLVMModuleRef emit() {
    LLVMBasicBlockRef entry = block();
    blocks_.resize(p_->code_count);
    each([&](uint32_t i) { blocks_[i] = block(); });
    LLVMPositionBuilderAtEnd(b_, entry);
    LLVMBuildBr(b_, blocks_[0]);
    each([&](uint32_t i) {
      i_ = i;
      LLVMPositionBuilderAtEnd(b_, blocks_[i]);
      emit_op();
    });
    return module_;
  }

 private:
  template <class F>
  void each(F f) {
    for (uint32_t i = 0; i < p_->code_count;) {
      const Instr in = p_->code[i].instr;
      f(i);
      i += uint32_t(width_of(op_of(in), in));
    }
  }
  LLVMBasicBlockRef block() { return LLVMAppendBasicBlockInContext(c_, f_, ""); }
  LLVMValueRef i64(int64_t n) { return LLVMConstInt(i64_, uint64_t(n), true); }
  LLVMValueRef i8(uint8_t n) { return LLVMConstInt(i8_, n, false); }
  LLVMValueRef address(const void* at) {
    return LLVMConstIntToPtr(i64(int64_t(reinterpret_cast<uintptr_t>(at))), ptr_);
  }

  // ---- slots
  struct Slot {
    LLVMValueRef payload, tag;  // pointers
  };
  LLVMValueRef at(LLVMValueRef from, int64_t bytes) {
    LLVMValueRef offset = i64(bytes);
    return LLVMBuildInBoundsGEP2(b_, i8_, from, &offset, 1, "");
  }
  Slot slot(LLVMValueRef from, int n) {
    const int64_t bytes = n * int64_t(sizeof(Value));
    return {at(from, bytes), at(from, bytes + int64_t(offsetof(Value, tag)))};
  }
  Slot reg(int n) { return slot(base_, n); }
  Slot constant(int n) { return slot(k_, n); }
  LLVMValueRef tag(Slot s) { return LLVMBuildLoad2(b_, i8_, s.tag, ""); }
  LLVMValueRef is(LLVMValueRef tag, Tag t) {
    return LLVMBuildICmp(b_, LLVMIntEQ, tag, i8(uint8_t(t)), "");
  }
  LLVMValueRef integer(Slot s) { return LLVMBuildLoad2(b_, i64_, s.payload, ""); }
  LLVMValueRef real(Slot s) { return LLVMBuildLoad2(b_, f64_, s.payload, ""); }
  void set(Slot s, LLVMValueRef v, Tag t) {
    LLVMBuildStore(b_, v, s.payload);
    LLVMBuildStore(b_, i8(uint8_t(t)), s.tag);
  }
  void copy(Slot to, Slot from) {
    LLVMBuildStore(b_, integer(from), to.payload);
    LLVMBuildStore(b_, tag(from), to.tag);
  }

  // ---- flow
  Instr in() const { return p_->code[i_].instr; }
  void go_on() { LLVMBuildBr(b_, next()); }
  LLVMBasicBlockRef next() { return blocks_[i_ + uint32_t(width_of(op_of(in()), in()))]; }
  LLVMBasicBlockRef target() { return blocks_[size_t(jump_of(p_->code + i_) - p_->code)]; }
  // The blocks of a condition's answer, which jumps where it is k.
  void branch(LLVMValueRef condition) {
    k_of(in()) ? LLVMBuildCondBr(b_, condition, target(), next())
               : LLVMBuildCondBr(b_, condition, next(), target());
  }
  void begin(LLVMBasicBlockRef b) { LLVMPositionBuilderAtEnd(b_, b); }
  // The routine does the op; then it goes on behind it or, for conditions and loops, where it jumps.
  void routine(ops::Routine f, bool jumps = false) {
    LLVMTypeRef parameters[] = {ptr_, ptr_};
    LLVMTypeRef type = LLVMFunctionType(i8_, parameters, 2, false);
    LLVMValueRef arguments[] = {L_, address(p_->code + i_)};
    LLVMValueRef outcome =
        LLVMBuildCall2(b_, type, address(reinterpret_cast<const void*>(f)), arguments, 2, "");
    LLVMBasicBlockRef unexpected = block(), not_next = block();
    LLVMBuildCondBr(b_, LLVMBuildICmp(b_, LLVMIntEQ, outcome, i8(uint8_t(Outcome::Next)), ""),
                    next(), not_next);
    begin(not_next);
    if (jumps)
      LLVMBuildCondBr(b_, LLVMBuildICmp(b_, LLVMIntEQ, outcome, i8(uint8_t(Outcome::Jump)), ""),
                      target(), unexpected);
    else
      LLVMBuildBr(b_, unexpected);
    begin(unexpected);
    LLVMBuildRet(b_, LLVMConstInt(i32_, uint64_t(-2), true));
  }

  // ---- ops
  using Make = LLVMValueRef (*)(LLVMBuilderRef, LLVMValueRef, LLVMValueRef, const char*);
  // Two integers, two floats, or the routine. Null: not of this type.
  void arithmetic(Slot x, Slot y, Make of_int, Make of_float) {
    LLVMValueRef tx = tag(x), ty = tag(y);
    LLVMBasicBlockRef ints = block(), not_ints = block(), floats = block(), slow = block();
    LLVMBuildCondBr(b_, LLVMBuildAnd(b_, is(tx, Tag::Int), is(ty, Tag::Int), ""),
                    of_int ? ints : slow, not_ints);
    if (of_int) {
      begin(ints);
      set(reg(a_of(in())), of_int(b_, integer(x), integer(y), ""), Tag::Int);
      go_on();
    } else {
      LLVMDeleteBasicBlock(ints);
    }
    begin(not_ints);
    LLVMBuildCondBr(b_, LLVMBuildAnd(b_, is(tx, Tag::Float), is(ty, Tag::Float), ""),
                    of_float ? floats : slow, slow);
    if (of_float) {
      begin(floats);
      set(reg(a_of(in())), of_float(b_, real(x), real(y), ""), Tag::Float);
      go_on();
    } else {
      LLVMDeleteBasicBlock(floats);
    }
    begin(slow);
    routine(ops::rt_Arith);
  }
  void add_number() {
    Slot x = reg(b_of(in()));
    LLVMValueRef t = tag(x);
    LLVMBasicBlockRef ints = block(), not_int = block(), floats = block(), slow = block();
    LLVMBuildCondBr(b_, is(t, Tag::Int), ints, not_int);
    begin(ints);
    set(reg(a_of(in())), LLVMBuildAdd(b_, integer(x), i64(sc_of(in())), ""), Tag::Int);
    go_on();
    begin(not_int);
    LLVMBuildCondBr(b_, is(t, Tag::Float), floats, slow);
    begin(floats);
    set(reg(a_of(in())), LLVMBuildFAdd(b_, real(x), LLVMConstReal(f64_, sc_of(in())), ""),
        Tag::Float);
    go_on();
    begin(slow);
    routine(ops::rt_Arith);
  }
  void negate() {
    Slot x = reg(b_of(in()));
    LLVMValueRef t = tag(x);
    LLVMBasicBlockRef ints = block(), not_int = block(), floats = block(), slow = block();
    LLVMBuildCondBr(b_, is(t, Tag::Int), ints, not_int);
    begin(ints);
    set(reg(a_of(in())), LLVMBuildSub(b_, i64(0), integer(x), ""), Tag::Int);
    go_on();
    begin(not_int);
    LLVMBuildCondBr(b_, is(t, Tag::Float), floats, slow);
    begin(floats);
    set(reg(a_of(in())), LLVMBuildFNeg(b_, real(x), ""), Tag::Float);
    go_on();
    begin(slow);
    routine(ops::rt_Unary);
  }
  void compare(LLVMIntPredicate of_int, LLVMRealPredicate of_float, ops::Routine slow_one) {
    Slot x = reg(a_of(in())), y = reg(b_of(in()));
    LLVMValueRef tx = tag(x), ty = tag(y);
    LLVMBasicBlockRef ints = block(), not_ints = block(), floats = block(), slow = block();
    LLVMBuildCondBr(b_, LLVMBuildAnd(b_, is(tx, Tag::Int), is(ty, Tag::Int), ""), ints, not_ints);
    begin(ints);
    branch(LLVMBuildICmp(b_, of_int, integer(x), integer(y), ""));
    begin(not_ints);
    LLVMBuildCondBr(b_, LLVMBuildAnd(b_, is(tx, Tag::Float), is(ty, Tag::Float), ""), floats, slow);
    begin(floats);
    branch(LLVMBuildFCmp(b_, of_float, real(x), real(y), ""));
    begin(slow);
    routine(slow_one, true);
  }
  // With a number in the instruction. Null: anything else is unequal.
  void compare_number(LLVMIntPredicate of_int, LLVMRealPredicate of_float, ops::Routine slow_one) {
    Slot x = reg(a_of(in()));
    LLVMValueRef t = tag(x);
    LLVMBasicBlockRef ints = block(), not_int = block(), floats = block(), slow = block();
    LLVMBuildCondBr(b_, is(t, Tag::Int), ints, not_int);
    begin(ints);
    branch(LLVMBuildICmp(b_, of_int, integer(x), i64(sb_of(in())), ""));
    begin(not_int);
    LLVMBuildCondBr(b_, is(t, Tag::Float), floats, slow);
    begin(floats);
    branch(LLVMBuildFCmp(b_, of_float, real(x), LLVMConstReal(f64_, sb_of(in())), ""));
    begin(slow);
    if (slow_one)
      routine(slow_one, true);
    else
      branch(LLVMConstInt(i1_, 0, false));
  }
  void for_loop() {
    const int a = a_of(in());
    Slot index = reg(a), limit = reg(a + 1), step = reg(a + 2), seen = reg(a + 3);
    LLVMBasicBlockRef ints = block(), more = block(), slow = block();
    LLVMBuildCondBr(b_, is(tag(step), Tag::Int), ints, slow);
    begin(ints);
    LLVMValueRef left = integer(limit);
    LLVMBuildCondBr(b_, LLVMBuildICmp(b_, LLVMIntEQ, left, i64(0), ""), next(), more);
    begin(more);
    LLVMValueRef i = LLVMBuildAdd(b_, integer(index), integer(step), "");
    LLVMBuildStore(b_, LLVMBuildSub(b_, left, i64(1), ""), limit.payload);
    LLVMBuildStore(b_, i, index.payload);
    set(seen, i, Tag::Int);
    LLVMBuildBr(b_, target());
    begin(slow);
    routine(ops::rt_ForLoop, true);
  }
  void give(int reg) { LLVMBuildRet(b_, LLVMConstInt(i32_, uint64_t(reg), true)); }

  void emit_op() {
    const int a = a_of(in()), b = b_of(in()), c = c_of(in());
    const Op op = op_of(in());
    switch (op) {
      case Op::Move: return copy(reg(a), reg(b)), go_on();
      case Op::LoadI: return set(reg(a), i64(sbx_of(in())), Tag::Int), go_on();
      case Op::LoadF: return set(reg(a), LLVMConstReal(f64_, sbx_of(in())), Tag::Float), go_on();
      case Op::LoadK: return copy(reg(a), constant(bx_of(in()))), go_on();
      case Op::Add: return arithmetic(reg(b), reg(c), LLVMBuildAdd, LLVMBuildFAdd);
      case Op::AddK: return arithmetic(reg(b), constant(c), LLVMBuildAdd, LLVMBuildFAdd);
      case Op::Sub: return arithmetic(reg(b), reg(c), LLVMBuildSub, LLVMBuildFSub);
      case Op::SubK: return arithmetic(reg(b), constant(c), LLVMBuildSub, LLVMBuildFSub);
      case Op::Mul: return arithmetic(reg(b), reg(c), LLVMBuildMul, LLVMBuildFMul);
      case Op::MulK: return arithmetic(reg(b), constant(c), LLVMBuildMul, LLVMBuildFMul);
      case Op::Div: return arithmetic(reg(b), reg(c), nullptr, LLVMBuildFDiv);
      case Op::DivK: return arithmetic(reg(b), constant(c), nullptr, LLVMBuildFDiv);
      case Op::BAnd: return arithmetic(reg(b), reg(c), LLVMBuildAnd, nullptr);
      case Op::BAndK: return arithmetic(reg(b), constant(c), LLVMBuildAnd, nullptr);
      case Op::BOr: return arithmetic(reg(b), reg(c), LLVMBuildOr, nullptr);
      case Op::BOrK: return arithmetic(reg(b), constant(c), LLVMBuildOr, nullptr);
      case Op::BXor: return arithmetic(reg(b), reg(c), LLVMBuildXor, nullptr);
      case Op::BXorK: return arithmetic(reg(b), constant(c), LLVMBuildXor, nullptr);
      case Op::Mod:
      case Op::ModK:
      case Op::IDiv:
      case Op::IDivK: return routine(ops::rt_Arith);
      case Op::AddI: return add_number();
      case Op::Unm: return negate();
      case Op::Len: return routine(ops::rt_Len);
      case Op::Jmp: LLVMBuildBr(b_, target()); return;
      case Op::Lt: return compare(LLVMIntSLT, LLVMRealOLT, ops::rt_Order);
      case Op::Le: return compare(LLVMIntSLE, LLVMRealOLE, ops::rt_Order);
      case Op::Eq: return compare(LLVMIntEQ, LLVMRealOEQ, ops::rt_Eq);
      case Op::EqI: return compare_number(LLVMIntEQ, LLVMRealOEQ, nullptr);
      case Op::LtI: return compare_number(LLVMIntSLT, LLVMRealOLT, ops::rt_Order);
      case Op::LeI: return compare_number(LLVMIntSLE, LLVMRealOLE, ops::rt_Order);
      case Op::GtI: return compare_number(LLVMIntSGT, LLVMRealOGT, ops::rt_Order);
      case Op::GeI: return compare_number(LLVMIntSGE, LLVMRealOGE, ops::rt_Order);
      case Op::ForPrep: return routine(ops::rt_ForPrep, true);
      case Op::ForLoop: return for_loop();
      case Op::GetTable:
      case Op::GetI: return routine(ops::rt_Element);
      case Op::SetTable:
      case Op::SetI: return routine(ops::rt_SetElement);
      case Op::Return0: return give(-1);
      case Op::Return1: return give(a);
      default: fail(std::string("no IR for ") + row_of(op).name);
    }
  }

  LLVMContextRef c_;
  const Proto* p_;
  LLVMModuleRef module_;
  LLVMTypeRef i1_, i8_, i32_, i64_, f64_, ptr_;
  LLVMBuilderRef b_;
  LLVMValueRef f_, base_, k_, L_;
  std::vector<LLVMBasicBlockRef> blocks_;
  uint32_t i_ = 0;
};

// ---- LLVM

class Llvm {
 public:
  explicit Llvm(int level) : level_(level) {
    machine_ = make_machine();
    LLVMOrcLLJITBuilderRef builder = LLVMOrcCreateLLJITBuilder();
    LLVMOrcLLJITBuilderSetJITTargetMachineBuilder(
        builder, LLVMOrcJITTargetMachineBuilderCreateFromTargetMachine(make_machine()));
    check(LLVMOrcCreateLLJIT(&jit_, builder));
  }
  ~Llvm() {
    LLVMDisposeTargetMachine(machine_);
    check(LLVMOrcDisposeLLJIT(jit_));
  }

  Compiled compile(const Proto* p) {
    const std::string name = "f" + std::to_string(compiled_++);
    LLVMOrcThreadSafeContextRef context = LLVMOrcCreateNewThreadSafeContext();
    Emitter emitter(LLVMOrcThreadSafeContextGetContext(context), p, name.c_str());
    LLVMModuleRef module = emitter.emit();
    if (level_) {
      LLVMPassBuilderOptionsRef options = LLVMCreatePassBuilderOptions();
      check(LLVMRunPasses(module, ("default<O" + std::to_string(level_) + ">").c_str(), machine_,
                          options));
      LLVMDisposePassBuilderOptions(options);
    }
    check(LLVMOrcLLJITAddLLVMIRModule(jit_, LLVMOrcLLJITGetMainJITDylib(jit_),
                                      LLVMOrcCreateNewThreadSafeModule(module, context)));
    LLVMOrcDisposeThreadSafeContext(context);
    LLVMOrcExecutorAddress at = 0;
    check(LLVMOrcLLJITLookup(jit_, &at, name.c_str()));
    return reinterpret_cast<Compiled>(at);
  }

 private:
  LLVMTargetMachineRef make_machine() const {
    char* triple = LLVMGetDefaultTargetTriple();
    char* cpu = LLVMGetHostCPUName();
    char* features = LLVMGetHostCPUFeatures();
    LLVMTargetRef target;
    char* error = nullptr;
    if (LLVMGetTargetFromTriple(triple, &target, &error)) fail(error);
    LLVMTargetMachineRef machine = LLVMCreateTargetMachine(
        target, triple, cpu, features, level_ ? LLVMCodeGenLevelAggressive : LLVMCodeGenLevelNone,
        LLVMRelocDefault, LLVMCodeModelJITDefault);
    LLVMDisposeMessage(triple);
    LLVMDisposeMessage(cpu);
    LLVMDisposeMessage(features);
    return machine;
  }

  int level_;
  LLVMTargetMachineRef machine_;
  LLVMOrcLLJITRef jit_;
  int compiled_ = 0;
};

// ---- the measurement

struct Row {
  double native_us, choose_us, fill_us, system_us, o0_us, o3_us;  // of a compilation
  double native_s, o0_s, o3_s;                                    // of a run
};

class Bench {
 public:
  Bench(const std::string& text, int rounds, bool with_llvm)
      : rounds_(rounds), with_llvm_(with_llvm) {
    S_ = engine::create_state({.seed = 1});
    if (!S_ || !lib::open_all(S_->main)) fail("no state");
    if (!S_->engine->compile_native) fail("there is no tier 3 on this machine");
    S_->engine->tier3_heat = INT32_MAX;  // nothing is compiled but by this program
    S_->engine->tier2_calls = 0;
    L_ = S_->main;
    if (lib::push_chunk(L_, text, "=functions", "t") != lib::Load::Ok)
      fail("functions do not load");
    if (!call_protected(L_, L_->top - 1, 0, 1)) fail("functions do not run");
    table_ = L_->top[-1].table();  // kept where it is
  }
  ~Bench() { engine::destroy_state(S_); }

  void run() {
    std::printf("%-20s %4s %-10s | %7s (%5s %5s %6s) %8s %8s | %7s %7s | %6s %6s\n", "", "",
                "bytes/op", "us", "which", "fill", "system", "ORC -O0", "ORC -O3", "times", "",
                "code x", "");
    std::printf("%-20s %4s %-10s | %7s  %5s %5s %6s  %8s %8s | %7s %7s | %6s %6s\n", "", "ops",
                "hot+cold", "", "", "", "", "us", "us", "-O0", "-O3", "-O0", "-O3");
    for (int64_t n = 1;; ++n) {
      const Value entry = get_int(table_, n);
      if (!entry.is_table()) break;
      measure(entry.table());
    }
    const auto mean = [&](auto ratio) {
      double sum = 0;
      for (const Row& r : rows_) sum += std::log(ratio(r));
      return std::exp(sum / double(rows_.size()));
    };
    if (!with_llvm_) return;
    std::printf(
        "geometric means: compiled %.0f times as fast as -O0, %.0f as -O3; code %.2f times as "
        "quick as -O0's, "
        "%.2f as -O3's\n",
        mean([](const Row& r) { return r.o0_us / r.native_us; }),
        mean([](const Row& r) { return r.o3_us / r.native_us; }),
        mean([](const Row& r) { return r.o0_s / r.native_s; }),
        mean([](const Row& r) { return r.o3_s / r.native_s; }));
  }

 private:
  static constexpr int kRuns = 5;
  // Native compilations between two looks at the clock, which takes a fourth of one.
  static constexpr int kAtOnce = 10;

  // Calls the function with its arguments; the result in *result.
  void call(Value* result) {
    Value* f = L_->top;
    *L_->top++ = function_;
    for (const Value& v : arguments_) *L_->top++ = v;
    if (!call_protected(L_, f, uint32_t(arguments_.size()), 1)) fail("a function fails");
    *result = *--L_->top;
  }
  // The same in LLVM's code, whose registers are those of a function called now.
  void call(Compiled code, const Proto* p, Value* result) {
    Frame* frame = L_->frame;
    Value* const base = L_->frame->base;
    const Value kept[] = {base[0]};
    Value* const top = L_->top;
    Value* const registers = top + 1;
    frame->base = registers;
    const Value* const k = frame->k;
    frame->k = p->constants;
    for (uint32_t n = 0; n < p->max_stack; ++n) registers[n] = Value::nil();
    std::copy(arguments_.begin(), arguments_.end(), registers);
    L_->top = registers + p->max_stack;
    const int32_t at = code(registers, p->constants, L_);
    if (at < 0) fail("LLVM's code came to what it has no code for");
    *result = registers[at];
    frame->base = base;
    frame->k = k;
    L_->top = top;
    base[0] = kept[0];
  }
  double seconds_of(const std::function<void()>& run) {
    double best = INFINITY;
    for (int n = 0; n < kRuns; ++n) {
      const double begun = cpu_ns();
      run();
      best = std::min(best, (cpu_ns() - begun) / 1e9);
    }
    return best;
  }

  void measure(const Table* entry) {
    const std::string name(text_of(get_int(entry, 1).str()));
    function_ = get_int(entry, 2);
    arguments_.clear();
    for (int64_t n = 3; !get_int(entry, n).is_nil(); ++n) arguments_.push_back(get_int(entry, n));
    Proto* p = static_cast<LuaClosure*>(function_.p)->proto;
    Value expected, found;
    for (int n = 0; n < 3; ++n) call(&expected);
    Row r{};
    const auto compile_us = [&] {
      return median_of((rounds_ + kAtOnce - 1) / kAtOnce,
                       [&] {
                         for (int n = 0; n < kAtOnce; ++n)
                           if (!jit::compile(L_, p)) fail("tier 3 does not compile " + name);
                       }) /
             kAtOnce / 1e3;
    };
    r.native_us = compile_us();
    // Again, for its parts: looking at the clock in between takes time of its own.
    const jit::NativeTotals before = jit::native_totals(S_->engine);
    jit::time_compilations(S_, true);
    (void)compile_us();
    jit::time_compilations(S_, false);
    const jit::NativeTotals after = jit::native_totals(S_->engine);
    const int compilations = (rounds_ + kAtOnce - 1) / kAtOnce * kAtOnce;
    const auto mean_us = [&](uint64_t jit::NativeTotals::* what) {
      return double(after.*what - before.*what) / 1e3 / compilations;
    };
    r.choose_us = mean_us(&jit::NativeTotals::choose_ns);
    r.fill_us = mean_us(&jit::NativeTotals::fill_ns);
    r.system_us = mean_us(&jit::NativeTotals::system_ns);
    const double ops = double(after.ops - before.ops) / compilations;
    const auto compare = [&](const char* who) {
      if (found.tag != expected.tag || found.bits != expected.bits)
        fail(name + ": another result by " + who);
    };
    r.native_s = seconds_of([&] { call(&found); });
    compare("native code");
    for (const int level : {0, 3}) {
      if (!with_llvm_) break;
      Llvm llvm(level);
      Compiled code = llvm.compile(p);  // the first compilation makes what all share
      const double us = median_of(std::min(rounds_, 20), [&] { code = llvm.compile(p); }) / 1e3;
      const double seconds = seconds_of([&] { call(code, p, &found); });
      compare("LLVM");
      (level ? r.o3_us : r.o0_us) = us;
      (level ? r.o3_s : r.o0_s) = seconds;
    }
    rows_.push_back(r);
    char bytes[32];
    std::snprintf(bytes, sizeof bytes, "%.0f+%.0f",
                  double(after.hot_bytes - before.hot_bytes) / compilations / ops,
                  double(after.cold_bytes - before.cold_bytes) / compilations / ops);
    std::printf(
        "%-20s %4.0f %-10s | %7.2f (%5.2f %5.2f %6.2f) %8.0f %8.0f | %7.0f %7.0f | %6.2f %6.2f\n",
        name.c_str(), ops, bytes, r.native_us, r.choose_us, r.fill_us, r.system_us, r.o0_us,
        r.o3_us, r.o0_us / r.native_us, r.o3_us / r.native_us, r.o0_s / r.native_s,
        r.o3_s / r.native_s);
    std::fflush(stdout);
  }

  int rounds_;
  bool with_llvm_;
  State* S_;
  Thread* L_;
  const Table* table_;
  Value function_;
  std::vector<Value> arguments_;
  std::vector<Row> rows_;
};

}  // namespace
}  // namespace tri

int main(int argc, char** argv) {
  if (argc < 2) tri::fail("expected FUNCTIONS.lua [ROUNDS]");
  std::ifstream in(argv[1]);
  if (!in) tri::fail(std::string(argv[1]) + ": cannot be read");
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  LLVMInitializeX86TargetInfo();
  LLVMInitializeX86Target();
  LLVMInitializeX86TargetMC();
  LLVMInitializeX86AsmPrinter();
  tri::Bench(text, argc > 2 ? std::max(1, std::atoi(argv[2])) : 500, argc < 4).run();
}
