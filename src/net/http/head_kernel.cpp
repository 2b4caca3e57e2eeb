// Compiled once per instruction set (net/parse/isa.hpp).
#include "net/http/head_kernel.hpp"

#include "net/http/head_grammar.hpp"
#include "net/parse/resume.hpp"

namespace tri::net::http {

TRI_ISA_BEGIN

template <class Head>
Status parse_head(std::string_view input, Progress& progress, Head& head) {
  HeadCursor in(input, progress.pos, /*final=*/false);
  return resume_parts(grammar_of<Head>(), in, head, progress);
}

TRI_ISA_END

template <>
const HeadKernel& head_kernel<parse::kThisIsa>() {
  static constexpr HeadKernel kKernel = {parse_head<RequestHead>, parse_head<ResponseHead>,
                                         parse_head<Trailer>};
  return kKernel;
}

}  // namespace tri::net::http
