// Root<T>: keeps an object alive that no stack slot, table or other root reaches yet, across anything that may allocate.
#pragma once

#include "heap/state.hpp"

namespace tri {

template <class T>
class Root {
 public:
  Root(Thread* L, T* object);
  ~Root();
  Root(const Root&) = delete;
  Root& operator=(const Root&) = delete;
  T* get() const { return reinterpret_cast<T*>(link_.object); }
  T* operator->() const { return get(); }
  operator T*() const { return get(); }
  void reset(T* object) { link_.object = reinterpret_cast<Header*>(object); }

 private:
  RootLink link_;
  State* state_;
};

template <class T>
Root<T>::Root(Thread* L, T* object)
    : link_{reinterpret_cast<Header*>(object), L->state->roots}, state_(L->state) {
  state_->roots = &link_;
}
template <class T>
Root<T>::~Root() {
  state_->roots = link_.below;
}

}  // namespace tri
