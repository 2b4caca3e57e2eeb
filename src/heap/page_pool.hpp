// PagePool: where pages come from and go back to.
//
// Pages are cut from chunks of the host's allocator, which need not align them: a chunk gives up to one page for that.
//
//   chunk  ┌ slack ┬ page 0 ┬ page 1 ┬ … ┬ slack ┐      the Chunk record lies in whichever slack has room for it
#pragma once

#include "heap/page.hpp"

namespace tri {

struct State;

class PagePool {
 public:
  // A page whose header is not set up. nullptr: the allocator refuses.  Cost: O(1).
  Page* take(State* S);
  void give_back(Page* page);
  // Returns chunks without a page in use to the host, `most` at most, as long as more than `slack_pages` stay free.
  void trim(State* S, size_t slack_pages, size_t most);
  // Returns everything, also pages in use.
  void release(State* S);

  // Calls f for what lies around pages in chunks, and for free pages behind their headers: nobody reads there before writing.
  void each_unused(void (*f)(void* context, char* from, size_t bytes), void* context) const;

  size_t free_pages() const { return free_pages_; }
  size_t used_pages() const { return used_pages_; }

 private:
  struct ChunkList {
    Chunk* first = nullptr;
    void add(Chunk* c);
    void remove(Chunk* c);
  };
  Chunk* new_chunk(State* S);
  void free_chunk(State* S, Chunk* c);

  ChunkList full_, partial_, empty_;  // by how many of their pages are in use: all, some, none
  size_t free_pages_ = 0;
  size_t used_pages_ = 0;
};

}  // namespace tri
