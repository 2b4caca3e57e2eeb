// The entry points of the head parsers, one table per instruction set.
#pragma once

#include <string_view>

#include "net/http/head.hpp"
#include "net/parse/explanation.hpp"

namespace tri::net::http {

struct HeadKernel {
  parse::Status (*request)(std::string_view, parse::Progress&, RequestHead&);
  parse::Status (*response)(std::string_view, parse::Progress&, ResponseHead&);
  parse::Status (*trailer)(std::string_view, parse::Progress&, Trailer&);
};

template <parse::Isa>
const HeadKernel& head_kernel();

}  // namespace tri::net::http
