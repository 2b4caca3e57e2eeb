// Forms for tests: the op bodies instantiated in the ways that later tiers will use them, each complete enough to run whole
// programs. They exist to prove that one body serves all; rooms interp and jit hold the real ones.
//
//   Form        takes the place of the switch interpreter (RuntimeHooks::run) in a state, which it outlives
//   KeptProtos  what a form has made of each function; functions that have such a thing are kept alive by the state
//
// Invariant of all forms, so that frames of different forms may wait for one another: when control leaves a function for a
// routine, a callee or a caller, Frame::pc says where it was, in canonical code. Control comes back through that.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>

#include "runtime/call.hpp"

namespace tri::ops::forms {

class Form : public RuntimeHooks {
 public:
  explicit Form(State* S) : RuntimeHooks(*S->hooks), state_(S) {}
  virtual ~Form() = default;
  Form(const Form&) = delete;
  Form& operator=(const Form&) = delete;

  // How much the form has made: functions translated or compiled, steps of traces replayed. Tests check that it is not zero.
  virtual size_t work() const = 0;
  // What it has made, for people and for tests that look for something in it. May be empty.
  virtual std::string text() const { return {}; }

  // The form of the state that L belongs to, which must be an F.
  template <class F>
  static F& of(Thread* L) {
    return *const_cast<F*>(static_cast<const F*>(L->state->hooks));
  }

 protected:
  // Runs the state from now on.
  void install(Outcome (*run_in_form)(Thread*)) {
    run = run_in_form;
    state_->hooks = this;
  }

  State* state_;
};

template <class T>
class KeptProtos {
 public:
  explicit KeptProtos(State* S) : state_(S) {}
  T* find(const Proto* p) {
    auto at = kept_.find(p);
    return at == kept_.end() ? nullptr : &at->second->made;
  }
  T* add(Proto* p) {
    auto [at, fresh] = kept_.try_emplace(p, std::make_unique<Kept>());
    if (fresh) {  // at the far end of the chain, so that Root<T> stays a stack
      RootLink** end = &state_->roots;
      while (*end) end = &(*end)->below;
      at->second->link = {&p->header, nullptr};
      *end = &at->second->link;
    }
    return &at->second->made;
  }
  size_t size() const { return kept_.size(); }

 private:
  struct Kept {
    T made;
    RootLink link;
  };
  State* state_;
  std::unordered_map<const Proto*, std::unique_ptr<Kept>> kept_;
};

// The function of a Lua frame.
TRI_INLINE Proto* function_of(const Frame* f) {
  return static_cast<LuaClosure*>(f->base[-1].p)->proto;
}

std::unique_ptr<Form> make_threaded(State* S);
// Threaded, but all bodies end in their routines where they may: the routine behind an ending must handle every case.
std::unique_ptr<Form> make_refusing(State* S);
std::unique_ptr<Form> make_recorder(State* S);

}  // namespace tri::ops::forms
