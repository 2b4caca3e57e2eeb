#include "heap/finalizers.hpp"

#include "heap/marker.hpp"

namespace tri {

void Finalizers::free(State* S) {
  registered_.free(S);
  due_.free(S);
}

bool Finalizers::add(State* S, Header* object) {
  if (object->gc & gc_bits::kFinalizer) return true;
  if (!due_.reserve(S, due_.size() + registered_.size() + 1)) return false;
  if (!registered_.push(S, object)) return false;
  object->gc |= gc_bits::kFinalizer;
  return true;
}

void Finalizers::separate(Marker& m, bool minor) {
  const uint32_t first = minor ? seen_ : 0;
  // From the last registered to the first; those that live keep their order.
  for (uint32_t i = registered_.size(); i-- > first;)
    if (!m.is_marked(registered_[i])) due_.push_reserved(registered_[i]);
  uint32_t kept = first;
  for (uint32_t i = first; i < registered_.size(); ++i)
    if (m.is_marked(registered_[i])) registered_[kept++] = registered_[i];
  registered_.truncate(kept);
  seen_ = kept;
}

void Finalizers::separate_all() {
  for (uint32_t i = registered_.size(); i-- > 0;) due_.push_reserved(registered_[i]);
  registered_.clear();
  seen_ = 0;
}

void Finalizers::mark_due(Marker& m) {
  for (uint32_t i = next_due_; i < due_.size(); ++i) m.mark(due_[i]);
}

Header* Finalizers::next() {
  if (!due()) return nullptr;
  Header* object = due_[next_due_++];
  object->gc &= uint8_t(~gc_bits::kFinalizer);
  if (!due()) {
    due_.clear();
    next_due_ = 0;
  }
  return object;
}

}  // namespace tri
