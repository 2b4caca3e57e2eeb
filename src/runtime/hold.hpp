// Hold: a Root for a value that may or may not be an object, while a setter makes room for it.
#pragma once

#include "runtime/root.hpp"

namespace tri {

class Hold {
 public:
  Hold(Thread* L, const Value& v) : root_(L, v.is_object() ? v.object : nullptr) {}

 private:
  Root<Header> root_;
};

}  // namespace tri
