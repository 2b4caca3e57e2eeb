#include "engine/state_arena.hpp"

#include <sys/mman.h>

#include <bit>
#include <cstring>
#include <new>

namespace tri::engine {

namespace {

constexpr size_t kAlignment = 16;
constexpr size_t kPage = 4096;
constexpr uint32_t kSteps = 4;  // classes for each doubling
constexpr uint32_t kClasses = 64 * kSteps;

struct FreeBlock {
  FreeBlock* next;
};

struct Class {
  uint32_t number;
  size_t size;
};

// Sizes 16, 32, 48, 64, 80, 96, 112, 128, 160, 192, ...
Class class_of(size_t size) {
  if (size <= 4 * kAlignment) {
    const size_t units = (size + kAlignment - 1) / kAlignment;
    return {uint32_t(units), units * kAlignment};
  }
  const auto top = uint32_t(std::bit_width(size - 1) - 1);  // 2^top < size <= 2^(top + 1)
  const size_t step = size_t(1) << (top - 2);
  const size_t steps = (size + step - 1) / step;  // 5 to 8
  return {top * kSteps + uint32_t(steps - 5), steps * step};
}

size_t size_of_class(uint32_t number) {
  if (number <= 4) return number * kAlignment;
  return size_t(number % kSteps + 5) << (number / kSteps - 2);
}

}  // namespace

struct StateArena::Head {
  size_t used;
  uint64_t list_changes;
  FreeBlock* free[kClasses];
};

std::unique_ptr<StateArena> StateArena::create(size_t most) {
  const size_t reserved = (most + sizeof(Head) + kPage - 1) / kPage * kPage;
  void* const base = mmap(nullptr, reserved, PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (base == MAP_FAILED) return nullptr;
  std::unique_ptr<StateArena> arena(new (std::nothrow)
                                        StateArena(static_cast<char*>(base), reserved));
  if (!arena) {
    munmap(base, reserved);
    return nullptr;
  }
  arena->head()->used = (sizeof(Head) + kAlignment - 1) / kAlignment * kAlignment;
  return arena;
}

StateArena::~StateArena() { munmap(base_, reserved_); }

size_t StateArena::used() const { return head()->used; }
uint64_t StateArena::list_changes() const { return head()->list_changes; }
std::span<char> StateArena::lists() const {
  return {reinterpret_cast<char*>(head()->free), sizeof head()->free};
}

void* StateArena::take(size_t size) {
  const Class c = class_of(size);
  Head* const h = head();
  if (FreeBlock* block = h->free[c.number]) {
    h->free[c.number] = block->next;
    ++h->list_changes;
    return block;
  }
  if (c.size > reserved_ - h->used) return nullptr;
  char* const block = base_ + h->used;
  h->used += c.size;
  return block;
}

void StateArena::give(void* block, size_t size) {
  auto* const freed = static_cast<FreeBlock*>(block);
  FreeBlock*& list = head()->free[class_of(size).number];
  freed->next = list;
  list = freed;
  ++head()->list_changes;
}

void* StateArena::allocate(void* self, void* block, size_t old_size, size_t new_size) {
  auto* const arena = static_cast<StateArena*>(self);
  if (!block) return new_size ? arena->take(new_size) : nullptr;
  if (new_size == 0) return arena->give(block, old_size), nullptr;
  if (class_of(old_size).number == class_of(new_size).number) return block;
  void* const moved = arena->take(new_size);
  if (!moved) return nullptr;
  std::memcpy(moved, block, old_size < new_size ? old_size : new_size);
  arena->give(block, old_size);
  return moved;
}

void StateArena::each_unused(void (*f)(void* context, char* from, size_t bytes),
                             void* context) const {
  for (uint32_t number = 1; number < kClasses; ++number)
    for (FreeBlock* block = head()->free[number]; block; block = block->next)
      f(context, reinterpret_cast<char*>(block + 1), size_of_class(number) - sizeof(FreeBlock));
}

void StateArena::release(size_t kept, size_t touched) {
  const size_t from = (kept + kPage - 1) / kPage * kPage;
  if (touched > from) madvise(base_ + from, touched - from, MADV_DONTNEED);
}

}  // namespace tri::engine
