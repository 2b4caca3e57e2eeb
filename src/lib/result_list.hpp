// ResultList: values of any number, pushed on the stack one by one: results of a builtin, or arguments for a call.
//
//   ResultList results{a, "too many captures"};
//   if (!results.push(v)) return Returned::Raised;
//   return results.give();
//
// Pushing may move the stack: the Args given follow it, other pointers into the stack do not. Pushed values are reachable at once.
#pragma once

#include "heap/thread.hpp"
#include "runtime/args.hpp"

namespace tri::lib {

class ResultList {
 public:
  // `too_many` completes "stack overflow (...)".
  ResultList(Args& a, const char* too_many) : args_(a), too_many_(too_many) {}

  // Makes room for n more. False: raised.
  [[nodiscard]] bool reserve(size_t n);
  [[nodiscard]] TRI_INLINE bool push(const Value& v) {
    const Value kept = v;  // v may lie in the stack
    if (room_ == 0) [[unlikely]] {
      if (!reserve(kMinSlots)) return false;
    }
    --room_;
    ++count_;
    copy(args_.L->top++, &kept);
    return true;
  }
  [[nodiscard]] TRI_INLINE bool push_integer(int64_t i) { return push(Value::integer(i)); }
  // nullptr: its making raised.
  [[nodiscard]] TRI_INLINE bool push_string(const Str* s) { return s && push(Value::of(s)); }

  uint32_t count() const { return count_; }
  Returned give() const { return results_at_top(count_); }

 private:
  Args& args_;
  const char* too_many_;
  uint32_t count_ = 0;
  size_t room_ = kMinSlots;  // slots that may be written without asking
};

}  // namespace tri::lib
