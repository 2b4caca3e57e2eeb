// Finalizers: objects with a __gc metamethod, from setmetatable until they have been finalized.
//
//   registered ──(found dead, or the state closes)──▶ due ──(next)──▶ nothing special; setmetatable may register it again
//
// Objects that are found dead in one collection are due in the reverse order of their registration. Due objects are roots.
#pragma once

#include "heap/host_memory.hpp"

namespace tri {

class Marker;

class Finalizers {
 public:
  void free(State* S);

  // False: no memory. An object that is registered or due already stays what it is.
  [[nodiscard]] bool add(State* S, Header* object);
  // Makes unmarked registered objects due; `minor`: those registered before the last cycle are marked.
  void separate(Marker& m, bool minor);
  // Makes all due.
  void separate_all();
  void mark_due(Marker& m);

  bool due() const { return next_due_ < due_.size(); }
  Header* next();  // nullptr when none is due

 private:
  HostVector<Header*> registered_;
  // Has room for all registered objects too, so that separating cannot fail. Those before next_due_ have been taken.
  HostVector<Header*> due_;
  uint32_t next_due_ = 0;
  uint32_t seen_ = 0;  // of registered_, so many were alive at the last cycle
};

}  // namespace tri
