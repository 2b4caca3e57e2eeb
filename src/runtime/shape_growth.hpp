// ShapeGrowth: the shapes that have been added to a table since some moment, in a form that does not depend on the strings of a
// state, so that a table that is at that moment again can be given the same shapes with the same ids.
//
// Used when a state is put back but keeps what its tiers have learnt (engine/lesson.hpp): inline caches and native code name
// shapes and metatables by id.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tri {

struct ShapeGrowth {
  enum class Step : uint8_t { Root, Key, Keys, Hidden, InObject, Metatable, Self };
  struct Added {  // one shape; its id follows from its place
    Step step;
    uint32_t parent;
    uint32_t number;  // of a root: slots in the object; of a metatable: its id
    std::string key;
  };
  struct Named {  // a metatable's id, by how it came to be
    const void* site;
    uint32_t own, number, id;
  };
  std::vector<Added> shapes;
  std::vector<Named> metatables;
  uint32_t last_metatable_id = 0;
};

}  // namespace tri
