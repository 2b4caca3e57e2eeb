// TextBuffer: text put together piece by piece, and made into a string at the end.
//
//   TextBuffer out{L};
//   if (!out.add(name) || !out.add('=') || !out.add_integer(n)) return Returned::Raised;
//   Str* s = out.finish();
//
// Short text lies in the object itself; longer text in storage from the state's heap, which counts it and may refuse it.
// Functions that add return false (nullptr) when they raised: no memory.
//
// Invariant: begin_ <= end_ <= limit_. The destructor returns the storage on every path, so a TextBuffer must not be alive
// across anything that leaves its native frame by other means: a framed builtin's call_then.
// GC: adding may run an emergency collection, so text being added must lie in a reachable string, or outside the heap.
#pragma once

#include <cstring>
#include <string_view>

#include "base/number_text.hpp"
#include "heap/state.hpp"

namespace tri {

class TextBuffer {
 public:
  explicit TextBuffer(Thread* L)
      : begin_(inline_), end_(inline_), limit_(inline_ + kInline), thread_(L) {}
  ~TextBuffer() {
    if (begin_ != inline_) [[unlikely]]
      release();
  }
  TextBuffer(const TextBuffer&) = delete;
  TextBuffer& operator=(const TextBuffer&) = delete;

  TRI_INLINE size_t size() const { return size_t(end_ - begin_); }
  TRI_INLINE std::string_view text() const { return {begin_, size()}; }

  // Room for n bytes behind the text, to be written and then taken.  nullptr: raised
  [[nodiscard]] TRI_INLINE char* room(size_t n) {
    if (size_t(limit_ - end_) < n) [[unlikely]] {
      if (!grow(n)) return nullptr;
    }
    return end_;
  }
  // Makes n bytes written there part of the text.
  TRI_INLINE void take(size_t n) {
    TRI_ASSERT(n <= size_t(limit_ - end_));
    end_ += n;
  }

  [[nodiscard]] TRI_INLINE bool add(char c) {
    if (!room(1)) return false;
    *end_++ = c;
    return true;
  }
  [[nodiscard]] TRI_INLINE bool add(std::string_view text) {
    char* to = room(text.size());
    if (!to) return false;
    if (!text.empty()) memcpy(to, text.data(), text.size());
    end_ += text.size();
    return true;
  }
  [[nodiscard]] bool add(char c, size_t times);
  [[nodiscard]] bool add_integer(int64_t i);
  // As tostring writes it.
  [[nodiscard]] bool add_float(double d);

  // Forgets the last n bytes, or all text. The storage stays.
  void drop(size_t n) {
    TRI_ASSERT(n <= size());
    end_ -= n;
  }
  void clear() { end_ = begin_; }

  // The text as a string; the buffer is as it was.  nullptr: raised.  [allocates]
  [[nodiscard]] Str* finish();

 private:
  // Most texts that programs format or substitute in are shorter; a native frame still stays small.
  static constexpr size_t kInline = 480;

  TRI_COLD bool grow(size_t n);
  TRI_COLD void release();

  char* begin_;
  char* end_;
  char* limit_;
  Thread* thread_;
  Heap::HeldLink held_;  // while the text lies in storage
  char inline_[kInline];
};

}  // namespace tri
