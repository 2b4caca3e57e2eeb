#include "engine/sampler.hpp"

#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>
#include <csignal>
#include <cstring>
#include <iterator>

#include "bytecode/chunk_name.hpp"
#include "engine/explanation.hpp"
#include "heap/heap.hpp"
#include "interp/word.hpp"
#if TRINITY_NATIVE
#include "jit/stencil/compiler.hpp"
#endif
#include "runtime/builtin.hpp"
#include "runtime/debug_info.hpp"
#include "runtime/debug_names.hpp"
#include "runtime/link.hpp"

namespace tri::engine {

namespace {

constexpr size_t kMostFunctions = 100'000;
// Frames of one sample: deeper stacks show their outermost and innermost halves.
constexpr size_t kMostFrames = 512;

// What the last signal saw. A signal handler can be given nothing else.
constexpr int kRegisters = 15;
constexpr int kStackWords =
    256;  // enough to see past what most library functions keep on the stack
struct Note {
  State* state;
  volatile bool is_fresh;
  uintptr_t at;  // the machine instruction
  uintptr_t registers[kRegisters];
  uintptr_t stack[kStackWords];  // from its end on
};
Note note;

// Looks at the interrupted function's stack, where the sanitizer knows better than to let anyone.
__attribute__((no_sanitize("address"))) void on_timer(int, siginfo_t*, void* context) {
  State* S = note.state;
  if (!S) return;
#if defined(__x86_64__)
  const auto& g = static_cast<ucontext_t*>(context)->uc_mcontext.gregs;
  // The handlers of tier 2 have their word in r13.
  static constexpr int kNumbers[kRegisters] = {REG_R13, REG_R12, REG_R14, REG_R15, REG_RBX,
                                               REG_RBP, REG_RDI, REG_RSI, REG_RAX, REG_RCX,
                                               REG_RDX, REG_R8,  REG_R9,  REG_R10, REG_R11};
  for (int n = 0; n < kRegisters; ++n) note.registers[n] = uintptr_t(g[kNumbers[n]]);
  note.at = uintptr_t(g[REG_RIP]);
  const auto* stack = reinterpret_cast<const volatile uintptr_t*>(g[REG_RSP]);
  for (size_t n = 0; n < std::size(note.stack); ++n) note.stack[n] = stack[n];
  note.is_fresh = true;
#elif defined(__aarch64__)
  const auto& m = static_cast<ucontext_t*>(context)->uc_mcontext;
  // They have it in x21.
  static constexpr int kNumbers[kRegisters] = {21, 20, 22, 23, 19, 0,  1, 2,
                                               3,  8,  9,  10, 11, 12, 13};
  for (int n = 0; n < kRegisters; ++n) note.registers[n] = uintptr_t(m.regs[kNumbers[n]]);
  note.at = uintptr_t(m.pc);
  const auto* stack = reinterpret_cast<const volatile uintptr_t*>(m.sp);
  for (size_t n = 0; n < std::size(note.stack); ++n) note.stack[n] = stack[n];
  note.is_fresh = true;
#else
  (void)context;
#endif
  S->interrupt.set(poll_bits::kSample);
}

// Which instruction of p was running, by what the signal saw.
struct Noted {
  int32_t index = -1;       // -1: none of p
  bool in_routine = false;  // in code that the instruction had called
  explicit operator bool() const { return index >= 0; }
};

Noted noted_in(const Proto* p) {
  if (!note.is_fresh) return {};
  const auto index = [](uintptr_t at, const void* begin, size_t count, size_t size) -> int32_t {
    const uintptr_t offset = at - uintptr_t(begin);
    return offset < count * size && offset % size == 0 ? int32_t(offset / size) : -1;
  };
  const auto find = [&](const uintptr_t* from, int count) -> int32_t {
    for (int n = 0; n < count; ++n) {
      if (p->words)
        if (const int32_t i = index(from[n], p->words, p->code_count, sizeof(Word)); i >= 0)
          return i;
      if (const int32_t i = index(from[n], p->code, p->code_count, sizeof(Code)); i >= 0) return i;
    }
    return -1;
  };
  if (const int32_t i = find(note.registers, kRegisters); i >= 0) return {i, false};
  if (const int32_t i = find(note.stack, kStackWords); i >= 0) return {i, true};
  return {};
}

// The function whose native code the signal saw.
const Proto* native_function(const EngineArea* E) {
#if TRINITY_NATIVE
  if (note.is_fresh) return jit::native_function_at(E, note.at);
#endif
  (void)E;
  return nullptr;
}

bool is_call(const Proto* p, int32_t index) {
  const bytecode::Op op = bytecode::op_of(p->code[index].instr);
  return op == bytecode::Op::Call || op == bytecode::Op::TailCall || op == bytecode::Op::TForCall;
}

Proto* proto_in(const Frame* f) {
  return f->kind == FrameKind::Lua ? static_cast<LuaClosure*>(f->base[-1].p)->proto : nullptr;
}

// Name of the function that a builtin's or C function's frame runs.
const char* native_name(const Frame* f) {
  const Value& v = function_of(f);
  if (v.tag == Tag::Builtin) return v.builtin()->name;
  if (v.tag == Tag::NativeClosure && v.native()->is_builtin()) return v.native()->builtin->name;
  return nullptr;
}

bool is_return(const Proto* p, int32_t index) {
  const bytecode::Op op = bytecode::op_of(p->code[index].instr);
  return op == bytecode::Op::Return || op == bytecode::Op::Return0 || op == bytecode::Op::Return1;
}

}  // namespace

void Sampler::opened(State* S) {
  kept_.begin(S);
  state_ = S;
}

Result<bool> Sampler::start(State* S) {
  struct sigaction action = {};
  action.sa_sigaction = on_timer;
  action.sa_flags = SA_RESTART | SA_SIGINFO;
  sigemptyset(&action.sa_mask);
  sigaction(SIGPROF, &action, nullptr);
  struct sigevent event = {};
  event.sigev_notify = SIGEV_THREAD_ID;
  event.sigev_signo = SIGPROF;
  event._sigev_un._tid = pid_t(syscall(SYS_gettid));
  // A timer of the processor clock rings at the kernel's ticks only, 100 to 250 times a second.
  if (timer_create(CLOCK_MONOTONIC, &event, &timer_) != 0)
    return fail(std::string("cannot create a timer: ") + std::strerror(errno));
  is_running_ = true;
  note.is_fresh = false;
  note.state = S;
  last_ns_ = clock_ns();
  const uint64_t period_ns = 1'000'000'000 / options_.rate;
  const timespec each = {time_t(period_ns / 1'000'000'000), long(period_ns % 1'000'000'000)};
  const itimerspec period = {each, each};
  timer_settime(timer_, 0, &period, nullptr);
  return true;
}

void Sampler::stop() {
  if (!is_running_) return;
  is_running_ = false;
  timer_delete(timer_);
  note.state = nullptr;
  signal(SIGPROF, SIG_IGN);  // one may be on its way
}

void Sampler::leaving(State*) { stop(); }

uint64_t Sampler::clock_ns() const {
  timespec t = {};
  clock_gettime(options_.clock == Clock::Wall ? CLOCK_MONOTONIC : CLOCK_THREAD_CPUTIME_ID, &t);
  return uint64_t(t.tv_sec) * 1'000'000'000 + uint64_t(t.tv_nsec);
}

void Sampler::loaded(State*, Proto* main) {
  if (functions_.size() >= kMostFunctions) return;
  kept_.keep(&main->header);
  add_functions(main, "main chunk",
                main->source ? bytecode::shown_name(text_of(main->source)) : "?");
}

void Sampler::add_functions(const Proto* p, std::string name, const std::string& source) {
  by_proto_[p] = uint32_t(functions_.size());
  functions_.push_back({std::move(name), source, p->line_defined});
  for (uint32_t n = 0; n < p->function_count; ++n)
    add_functions(p->functions[n], function_name(p, n), source);
}

const char* Sampler::interned(const std::string& name) {
  const auto at = by_name_.find(name);
  if (at != by_name_.end()) return at->second;
  names_.push_back(name);
  return by_name_[name] = names_.back().c_str();
}

uint32_t Sampler::child(uint32_t parent, const Place& place) {
  const auto at = nodes_[parent].children.find(place);
  if (at != nodes_[parent].children.end()) return at->second;
  nodes_.push_back({place, parent, 0, 0, {}});
  return nodes_[parent].children[place] = uint32_t(nodes_.size() - 1);
}

// Adds the frames of a thread from its bottom to `last`; that one is at instruction `at`, unless it is negative.
uint32_t Sampler::add_frames(uint32_t node, const Thread* L, const Frame* last, int32_t at) {
  const size_t count = size_t(last - L->frames) + 1;
  for (size_t n = 0; n < count; ++n) {
    if (count > kMostFrames && n == kMostFrames / 2) {
      node = child(node, {Kind::Other, 0, 0, 0, interned("(frames left out)")});
      n = count - kMostFrames / 2;
    }
    const Frame* f = L->frames + n;
    const bool is_outermost = node == 0;
    switch (f->kind) {
      case FrameKind::Base: break;
      case FrameKind::Lua: {
        const Proto* p = proto_in(f);
        const auto known = by_proto_.find(p);
        if (known == by_proto_.end()) {
          node = child(node, {Kind::Other, 0, 0, 0, interned("(a function)")});
          break;
        }
        const int32_t index = f == last && at >= 0 ? at : int32_t(f->pc - p->code);
        const auto tier = uint8_t(L->hook_mask || !p->words ? 1 : p->native ? 3 : 2);
        const int line = index < int32_t(p->code_count) ? line_of(p, uint32_t(index)) : -1;
        node = child(node, {Kind::Lua, tier, known->second, line, nullptr});
        break;
      }
      case FrameKind::Builtin:
      case FrameKind::C: {
        if (is_outermost) break;  // what runs the program
        const char* name = native_name(f);
        node = child(node, {f->kind == FrameKind::C ? Kind::C : Kind::Builtin, 0, 0, 0,
                            interned(name ? name : "(C function)")});
        break;
      }
    }
  }
  return node;
}

void Sampler::sampled(Thread* L, Spent what) {
  if (!is_running_) return;
  const uint64_t now = clock_ns(), weight = now - last_ns_;
  last_ns_ = now;

  const Frame* last = L->frame;
  int32_t at = -1;
  bool in_builtin = false;
  if (const Proto* p = proto_in(last)) {
    // Native code keeps no word in its register: what is there is of an op before.
    const Proto* const native = native_function(L->state->engine);
    const bool is_of_native_call = what == Spent::Call && p->native && note.is_fresh && !native;
    Noted noted = is_of_native_call ? Noted{} : noted_in(p);
    const auto next = int32_t(last->pc - p->code);  // where it goes on
    // Calls look for samples when they return, so another call is one that had: its word lay about.
    if (what == Spent::Call && noted && noted.index != next - 1 && is_call(p, noted.index))
      noted = {};
    const bool has_returned =
        what == Spent::Return && native != p && noted && is_return(p, noted.index);
    if (noted && !has_returned) {
      at = noted.index;
      in_builtin = is_call(p, at) && (noted.in_routine || (what == Spent::Call && at == next - 1));
    } else if (what == Spent::Call) {
      at = next - 1;
      in_builtin = true;
    } else if (has_returned && last[-1].kind == FrameKind::Builtin) {
      --last;
    } else if (native == p && what != Spent::Call) {
      // Its own, of this call or, where it only begins, of one before: a function without loops looks for samples when it is called.
    } else if (what == Spent::Return || (what == Spent::Code && next == 0)) {
      // It runs no more, or not yet: the time was that of who called it.
      if (const Proto* caller = proto_in(last - 1)) {
        if (const Noted calling = noted_in(caller)) {
          --last;
          at = calling.index;
        }
      } else if (what == Spent::Return && last[-1].kind == FrameKind::Builtin) {
        --last;
      }
    }
  }
  note.is_fresh = false;

  std::vector<const Thread*> threads;  // innermost first
  for (const Thread* t = L->resumer; t; t = t->resumer) threads.push_back(t);
  uint32_t node = 0;
  for (size_t n = threads.size(); n-- > 0;)
    node = add_frames(node, threads[n], threads[n]->frame, -1);
  node = add_frames(node, L, last, at);
  if (what == Spent::Return && last == L->frame && last->kind == FrameKind::Builtin) {
    // A function that a builtin has called has left its frame: native code of it ran if its constants are still those of that frame.
    const Proto* const ran = native_function(L->state->engine);
    const auto known = by_proto_.find(ran);
    if (ran && known != by_proto_.end() && last[1].k == ran->constants)
      node = child(node, {Kind::Lua, 3, known->second, line_of(ran, 0), nullptr});
  }
  if (in_builtin) {
    Frame calling = *last;
    calling.pc = proto_in(last)->code + at;
    const Name name = callee_name(&calling);
    node = child(node, {Kind::Builtin, 0, 0, 0, interned(name.text ? name.text : "(builtin)")});
  }
  if (what == Spent::Collector)
    node = child(node, {Kind::Collector, 0, 0, 0, interned("(collector)")});
  ++nodes_[node].samples;
  nodes_[node].ns += weight;
  ++samples_;
  total_ns_ += weight;
}

}  // namespace tri::engine
