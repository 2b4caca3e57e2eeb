#include "syntax/constant_index.hpp"

#include <bit>
#include <cmath>

#include "base/arithmetic.hpp"

namespace tri::syntax {

using bytecode::Constant;

int& ConstantIndex::place_of(const Constant& constant) {
  switch (constant.kind) {
    case Constant::Kind::Nil:
    case Constant::Kind::False:
    case Constant::Kind::True: return by_word_[int(constant.kind)];
    case Constant::Kind::String: {
      const size_t number = constant.text->number;
      if (number >= by_text_.size()) by_text_.resize(number + number / 2 + 64, -1);
      return by_text_[number];
    }
    case Constant::Kind::Integer: return place_of_number(uint64_t(constant.integer), false);
    case Constant::Kind::Float: break;
  }
  // The reference keeps its index in a Lua table, where a float key with an integral value is that integer. It moves
  // such floats a little to keep them apart from integers, in vain above 2^53, and then duplicates appear. They are
  // reproduced here.
  const double value = constant.number;
  int64_t integer = 0;
  double key = value;
  if (float_to_integer(value, &integer)) {
    const double step = std::ldexp(1.0, -52);
    key = integer == 0 ? step : value + value * step;
    if (float_to_integer(key, &integer)) return place_of_number(uint64_t(integer), false);
  }
  return place_of_number(std::bit_cast<uint64_t>(key), true);
}

int& ConstantIndex::place_of_number(uint64_t bits, bool is_float) {
  if (used_ * 2 >= slots_.size()) grow();
  const size_t mask = slots_.size() - 1;
  size_t at = size_t((bits ^ uint64_t{is_float}) * 0x9e3779b97f4a7c15 >> 32) & mask;
  for (;; at = (at + 1) & mask) {
    Slot& slot = slots_[at];
    if (slot.place == kEmpty) {
      ++used_;
      slot = {bits, is_float, -1};
      return slot.place;
    }
    if (slot.bits == bits && slot.is_float == is_float) return slot.place;
  }
}

TRI_COLD void ConstantIndex::grow() {
  std::vector<Slot> old(slots_.empty() ? 64 : slots_.size() * 2);
  old.swap(slots_);
  used_ = 0;
  for (const Slot& slot : old)
    if (slot.place != kEmpty) place_of_number(slot.bits, slot.is_float) = slot.place;
}

}  // namespace tri::syntax
