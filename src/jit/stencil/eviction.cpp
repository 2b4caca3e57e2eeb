#include "jit/stencil/eviction.hpp"

#include "interp/word.hpp"
#include "jit/stencil/native_returns.hpp"

namespace tri::jit {
namespace {

constexpr int32_t kHeatOfCall = 3;  // as interp/threaded.cpp counts

void watch(CodeBlock* block) {
  Proto* p = block->function;
  block->is_watched = true;
  block->patience = p->heat;
  p->heat = kOftenEntered * kHeatOfCall;
  p->counted = true;
  p->entry = p->words + p->code_count;
}

bool is_returned_to(const CodeBlock* block) {
  for (; block; block = block->older)
    if (may_return_to(block->state, block->at, block->allocated)) return true;
  return false;
}

// How often it has been called, so far as is known; those that were not counted have been compiled since the others.
int32_t calls_of(const CodeBlock* block) {
  return block->is_watched ? kOftenEntered - block->function->heat / kHeatOfCall : kOftenEntered;
}

// Where the function that is entered least is linked; among equals the oldest. nullptr: none can go.
CodeBlock** find_victim(NativeArea* area, const Proto* p) {
  CodeBlock** victim = nullptr;
  int32_t calls = INT32_MAX;
  for (CodeBlock** link = &area->blocks; *link; link = &(*link)->next) {
    if ((*link)->function == p || calls_of(*link) > calls || is_returned_to(*link)) continue;
    calls = calls_of(*link);
    victim = link;
  }
  return victim;
}

void evict(NativeArea* area, Thread* L, CodeBlock** link) {
  CodeBlock* block = *link;
  *link = block->next;
  Proto* p = block->function;
  p->native = nullptr;
  p->heat = L->state->engine->tier3_heat;
  p->renewals = 0;
  p->counted = true;
  p->entry = p->words + p->code_count;
  interp::translate_again(L, p);
  release(area, block);
  ++area->totals.evicted;
}

}  // namespace

void watch_if_full(NativeArea* area) {
  if (area->is_watching || area->arena->bytes_in_use() < area->arena->bytes() / 4 * 3) return;
  area->is_watching = true;
  for (CodeBlock* block = area->blocks; block; block = block->next)
    if (!block->is_watched) watch(block);
}

bool stays(Proto* p) {
  auto* block = static_cast<CodeBlock*>(p->native);
  if (!block || !block->is_watched || p->heat >= 0) return false;
  block->is_watched = false;
  if (p->renewals) --p->renewals;  // tier 2 takes it for compiled anew
  return true;
}

void end_watch(CodeBlock* block) {
  if (!block->is_watched) return;
  Proto* p = block->function;
  block->is_watched = false;
  p->heat = block->patience;
  p->counted = false;
  p->entry = p->words;
}

bool make_room(NativeArea* area, Thread* L, const Proto* p, size_t bytes) {
  const size_t eighth = area->arena->bytes() / 8, wanted = bytes > eighth ? bytes : eighth;
  const size_t before = area->arena->bytes_in_use();
  while (before - area->arena->bytes_in_use() < wanted) {
    CodeBlock** victim = find_victim(area, p);
    if (!victim) break;
    evict(area, L, victim);
  }
  area->is_watching = false;  // those that are left are counted anew when it fills up again
  area->arena->join_free();
  return before != area->arena->bytes_in_use();
}

}  // namespace tri::jit
