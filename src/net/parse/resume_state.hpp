// Progress: where a parse whose input arrives in pieces goes on. resume.hpp tells how.
#pragma once

#include <cstdint>

namespace tri::net::parse {

struct Progress {
  uint32_t pos = 0;     // offset in the input where to go on; after Done, the end of the message
  uint32_t stage = 0;   // the part of the outermost record to go on with
  uint32_t needed = 0;  // after NeedMore: at least so many more bytes
};

}  // namespace tri::net::parse
