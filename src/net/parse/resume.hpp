// Resume: parsing a record whose input arrives in pieces, without starting over.
//
// The parts of the outermost record are stages. When the input ends inside one, Progress keeps the stage and where it
// began - for a `many` where its unfinished element began - and the next call goes on there with the same record. So
// the work is linear in the input for every way of cutting it, up to one element looked at again per piece; elements
// have length limits of their own.
#pragma once

#include "net/parse/combinators.hpp"
#include "net/parse/resume_state.hpp"

namespace tri::net::parse {

TRI_ISA_BEGIN

template <class P>
inline constexpr bool kKeepsElements = false;
template <class P, size_t kMin, size_t kMax>
inline constexpr bool kKeepsElements<Many<P, kMin, kMax>> = true;
template <auto kMember, class P>
inline constexpr bool kKeepsElements<Field<kMember, P>> = kKeepsElements<P>;

template <class In, class T, class... Ps>
TRI_INLINE Status resume_parts(Record<T, Seq<Ps...>>, In& in, T& out, Progress& progress) {
  Status status = Status::Done;
  uint32_t stage = 0;
  auto run_part = [&]<class P>() __attribute__((always_inline)) {
    const uint32_t mine = stage++;
    if (mine < progress.stage) [[unlikely]]
      return true;
    const size_t begin = in.pos;
    status = run<P>(in, out);
    if (status == Status::Done) [[likely]]
      return true;
    if (status == Status::NeedMore) {
      progress.stage = mine;
      // Only a part that keeps what it has found may move on; others parse their whole again.
      progress.pos = uint32_t(kKeepsElements<P> ? in.pos : begin);
      progress.needed = uint32_t(in.needed < UINT32_MAX ? in.needed : UINT32_MAX);
    }
    return false;
  };
  (void)(run_part.template operator()<Ps>() && ...);
  if (status == Status::Done) [[likely]]
    progress.pos = uint32_t(in.pos);
  return status;
}

TRI_ISA_END

}  // namespace tri::net::parse
