#include "net/http/head.hpp"

#include "net/http/head_grammar.hpp"
#include "net/http/head_kernel.hpp"

namespace tri::net::http {
namespace {

template <class Head>
constexpr auto entry() {
  if constexpr (std::is_same_v<Head, RequestHead>)
    return &HeadKernel::request;
  else if constexpr (std::is_same_v<Head, ResponseHead>)
    return &HeadKernel::response;
  else
    return &HeadKernel::trailer;
}

}  // namespace

template <class Head>
HeadParser<Head>::HeadParser(parse::Isa isa, size_t max_head)
    : kernel_(&TRI_KERNEL_FOR(head_kernel, isa)), max_head_(max_head) {
  TRI_CHECK(parse::has_isa(isa));
}

template <class Head>
HeadResult HeadParser<Head>::parse(std::string_view input, Head& head) {
  // A head within its limit ends within that many bytes, so no more of the input is looked at.
  const std::string_view visible = input.substr(0, max_head_);
  if (progress_.stage == 0) head.fields.clear();
  switch ((kernel_->*entry<Head>())(visible, progress_, head)) {
    case parse::Status::Done:
      head.size = progress_.pos;
      progress_ = {};
      return HeadResult::Done;
    case parse::Status::NeedMore:
      return input.size() < max_head_ ? HeadResult::NeedMore : HeadResult::Malformed;
    case parse::Status::NoMatch:
    case parse::Status::Failed: break;
  }
  return HeadResult::Malformed;
}

template <class Head>
HeadError HeadParser<Head>::explain(std::string_view input) const {
  const std::string_view visible = input.substr(0, max_head_);
  parse::Explanation why;
  parse::Cursor<true> in(visible, 0, /*final=*/false, &why);
  Head head;
  const auto status = decltype(grammar_of<Head>())::parse(in, head);
  if (status == parse::Status::NeedMore)
    return {431, "the head is longer than " + std::to_string(max_head_) + " bytes"};
  if (why.fault() == parse::Fault::Syntax) return {400, why.message(visible)};
  const bool in_first_line = visible.substr(0, why.at()).rfind('\n') == std::string_view::npos;
  return {in_first_line && std::is_same_v<Head, RequestHead> ? 414 : 431, why.message(visible)};
}

template class HeadParser<RequestHead>;
template class HeadParser<ResponseHead>;
template class HeadParser<Trailer>;

}  // namespace tri::net::http
