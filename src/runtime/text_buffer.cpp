#include "runtime/text_buffer.hpp"

#include "runtime/error.hpp"
#include "runtime/limits.hpp"
#include "runtime/strings.hpp"

namespace tri {

namespace {
// No text may be longer than the largest object the allocator could be asked for.
constexpr size_t kMaxText = size_t(INT64_MAX) / 4;
}  // namespace

bool TextBuffer::grow(size_t n) {
  if (!charge_bytes(thread_, n + size())) return false;
  const size_t used = size();
  const size_t capacity = size_t(limit_ - begin_);
  Heap* heap = thread_->state->heap;
  size_t wanted = capacity + capacity / 2;
  if (n <= kMaxText && wanted - used < n) wanted = used + n;
  char* storage = nullptr;
  if (n > kMaxText || used > kMaxText - n) {
    // storage stays null
  } else if (begin_ == inline_) {
    storage = static_cast<char*>(heap->allocate_storage(wanted));
    if (storage) {
      memcpy(storage, inline_, used);
      heap->hold(&held_);
    }
  } else {
    storage = static_cast<char*>(heap->resize_storage(begin_, capacity, wanted));
  }
  if (!storage) {
    (void)raise_memory(thread_);
    return false;
  }
  held_.block = storage;
  held_.bytes = wanted;
  begin_ = storage;
  end_ = storage + used;
  limit_ = storage + wanted;
  return true;
}

void TextBuffer::release() {
  Heap* heap = thread_->state->heap;
  heap->let_go(&held_);
  heap->free_storage(begin_, size_t(limit_ - begin_));
}

bool TextBuffer::add(char c, size_t times) {
  char* to = room(times);
  if (!to) return false;
  memset(to, c, times);
  take(times);
  return true;
}

bool TextBuffer::add_integer(int64_t i) {
  char* to = room(kNumberTextSize);
  if (!to) return false;
  end_ = format_integer(to, i);
  return true;
}

bool TextBuffer::add_float(double d) {
  char* to = room(kNumberTextSize);
  if (!to) return false;
  end_ = format_float(to, d);
  return true;
}

Str* TextBuffer::finish() { return new_string(thread_, text()); }

}  // namespace tri
