#include "heap/page_pool.hpp"

#include "heap/host_memory.hpp"

namespace tri {

namespace {
// Chunks begin small, for states that stay small, and grow with the heap.
constexpr size_t kFirstChunk = 16 << 10;
constexpr size_t kChunkBytes = 64 << 10;
constexpr uint32_t kSmallHeap = 32;  // pages
}  // namespace

struct Chunk {
  Chunk* next;
  Chunk* previous;
  void* raw;
  size_t bytes;
  Page* free;  // its free pages
  uint32_t free_count;
  uint32_t page_count;
};

void PagePool::ChunkList::add(Chunk* c) {
  c->previous = nullptr;
  c->next = first;
  if (first) first->previous = c;
  first = c;
}

void PagePool::ChunkList::remove(Chunk* c) {
  (c->previous ? c->previous->next : first) = c->next;
  if (c->next) c->next->previous = c->previous;
}

Chunk* PagePool::new_chunk(State* S) {
  const size_t bytes = used_pages_ + free_pages_ < kSmallHeap ? kFirstChunk : kChunkBytes;
  char* raw = static_cast<char*>(host_allocate(S, bytes));
  if (!raw) return nullptr;
  const uintptr_t begin = (uintptr_t(raw) + kPageSize - 1) & ~uintptr_t(kPageSize - 1);
  const uintptr_t end = uintptr_t(raw) + bytes;
  uintptr_t pages_end = end & ~uintptr_t(kPageSize - 1);
  char* record = raw;
  if (begin - uintptr_t(raw) < sizeof(Chunk) + alignof(Chunk)) {
    if (end - pages_end < sizeof(Chunk) + alignof(Chunk)) pages_end -= kPageSize;
    record = reinterpret_cast<char*>(pages_end);
  }
  record += -uintptr_t(record) & (alignof(Chunk) - 1);
  auto* c = reinterpret_cast<Chunk*>(record);
  *c = {.next = nullptr,
        .previous = nullptr,
        .raw = raw,
        .bytes = bytes,
        .free = nullptr,
        .free_count = 0,
        .page_count = uint32_t((pages_end - begin) / kPageSize)};
  for (uintptr_t at = pages_end; at > begin;) {
    at -= kPageSize;
    auto* page = reinterpret_cast<Page*>(at);
    page->chunk = c;
    page->next = c->free;
    c->free = page;
    poison(page + 1, kPageSize - sizeof(Page));
  }
  c->free_count = c->page_count;
  free_pages_ += c->page_count;
  empty_.add(c);
  return c;
}

void PagePool::free_chunk(State* S, Chunk* c) {
  void* raw = c->raw;
  const size_t bytes = c->bytes;
  unpoison(raw, bytes);
  host_free(S, raw, bytes);
}

Page* PagePool::take(State* S) {
  Chunk* c = partial_.first;
  if (!c) {
    c = empty_.first ? empty_.first : new_chunk(S);
    if (!c) return nullptr;
    empty_.remove(c);
    partial_.add(c);
  }
  Page* page = c->free;
  c->free = page->next;
  --free_pages_;
  ++used_pages_;
  if (--c->free_count == 0) {
    partial_.remove(c);
    full_.add(c);
  }
  return page;
}

void PagePool::give_back(Page* page) {
  Chunk* c = page->chunk;
  if (c->free_count++ == 0) {
    full_.remove(c);
    partial_.add(c);
  }
  page->next = c->free;
  c->free = page;
  ++free_pages_;
  --used_pages_;
  if (c->free_count == c->page_count) {
    partial_.remove(c);
    empty_.add(c);
  }
}

void PagePool::trim(State* S, size_t slack_pages, size_t most) {
  for (; most > 0 && empty_.first; --most) {
    Chunk* c = empty_.first;
    if (free_pages_ < slack_pages + c->page_count) return;
    empty_.remove(c);
    free_pages_ -= c->page_count;
    free_chunk(S, c);
  }
}

void PagePool::each_unused(void (*f)(void* context, char* from, size_t bytes),
                           void* context) const {
  const auto around_record = [&](Chunk* c, char* from, char* to) {
    char* const record = reinterpret_cast<char*>(c);
    if (record < from || record >= to) return f(context, from, size_t(to - from));
    f(context, from, size_t(record - from));
    f(context, record + sizeof(Chunk), size_t(to - record) - sizeof(Chunk));
  };
  for (const ChunkList* list : {&full_, &partial_, &empty_})
    for (Chunk* c = list->first; c; c = c->next) {
      char* const raw = static_cast<char*>(c->raw);
      char* const pages = raw + (-uintptr_t(raw) & (kPageSize - 1));
      around_record(c, raw, pages);
      around_record(c, pages + c->page_count * kPageSize, raw + c->bytes);
      for (Page* page = c->free; page; page = page->next)
        f(context, page->at(0) + sizeof(Page), kPageSize - sizeof(Page));
    }
}

void PagePool::release(State* S) {
  for (ChunkList* list : {&full_, &partial_, &empty_})
    while (Chunk* c = list->first) {
      list->remove(c);
      free_chunk(S, c);
    }
  free_pages_ = used_pages_ = 0;
}

}  // namespace tri
