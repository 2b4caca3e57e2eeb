// table.sort: quicksort that can wait for its order function.
//
// Programs can see the order in which an order function is asked, and what an inconsistent one leads to; so the
// comparisons, their sequence and the exchanges are those of the reference: median of three, Hoare partition, the
// smaller part first. Instead of recursion there is a list of the parts still to be sorted, and every comparison is a
// question after which the work may stop and be taken up again. All that outlives a question lies in slots:
//
//   at[1] table   at[2] order function   [3] part lo, up   [4] i, j   [5] random, parts waiting
//   [6] x   [7] y   [8] pivot   [9..] parts waiting, two slots each: lo and up, random
//
// Where nobody can see the comparisons (no order function, all elements integers, or floats, or strings), the
// result does not depend on the algorithm and std::sort does the work, on parts that take no long.
#include "lib/sort.hpp"

#include <algorithm>
#include <bit>
#include <climits>
#include <clocale>
#include <cmath>
#include <cstring>
#include <ctime>
#include <functional>

#include "lib/sequence.hpp"
#include "runtime/call.hpp"
#include "runtime/limits.hpp"
#include "runtime/strings.hpp"

namespace tri::lib {

namespace {

// ---- arrays of one kind

// False when the order of equal floats would show, or there is no order.
bool has_plain_order(const double* values, size_t count) {
  for (size_t i = 0; i < count; ++i)
    if (values[i] != values[i] || (values[i] == 0 && std::signbit(values[i]))) return false;
  return true;
}

bool collates_bytewise() {
  const char* locale = std::setlocale(LC_COLLATE, nullptr);
  return locale && (std::strcmp(locale, "C") == 0 || std::strcmp(locale, "POSIX") == 0);
}

// Elements that std::sort may have at a time: half a millisecond.
constexpr ptrdiff_t kSortedAtOnce = 4096;

// Puts at `first` an element of [first, last) that is most likely in the middle.
template <class T, class Less>
void bring_pivot(T* first, T* last, Less less) {
  auto middle_of = [&](T* a, T* b, T* c) {
    if (less(*b, *a)) std::swap(a, b);
    return less(*c, *a) ? a : less(*c, *b) ? c : b;
  };
  const ptrdiff_t n = last - first, step = n / 8;
  T* low = middle_of(first, first + step, first + 2 * step);
  T* middle = middle_of(first + n / 2 - step, first + n / 2, first + n / 2 + step);
  T* high = middle_of(last - 1 - 2 * step, last - 1 - step, last - 1);
  std::swap(*first, *middle_of(low, middle, high));
}

// Sorts what has been charged for; on the way it may be told to stop. `less` must be an order. False: raised; the elements are
// all there, in any order.
template <class T, class Less>
bool sort_stoppable(Thread* L, T* first, T* last, Less less, int levels) {
  while (last - first > kSortedAtOnce) {
    if (levels-- == 0) {  // the pivots were bad: a heap cannot be made so
      for (T* end = first + 1; end <= last; ++end) {
        std::push_heap(first, end, less);
        if ((end - first) % kSortedAtOnce == 0 && !may_go_on(L)) return false;
      }
      for (T* end = last; end > first; --end) {
        std::pop_heap(first, end, less);
        if ((end - first) % kSortedAtOnce == 0 && !may_go_on(L)) return false;
      }
      return true;
    }
    bring_pivot(first, last, less);
    T *i = first, *j = last;
    for (ptrdiff_t exchanges = 1;; ++exchanges) {
      do ++i;
      while (i != last && less(*i, *first));
      do --j;
      while (less(*first, *j));
      if (i >= j) break;
      std::swap(*i, *j);
      if (exchanges % kSortedAtOnce == 0 && !may_go_on(L)) return false;
    }
    std::swap(*first, *j);
    if (!may_go_on(L)) return false;
    // The smaller part by recursion: its depth is the logarithm of the length.
    const bool low_is_smaller = j - first < last - (j + 1);
    if (!(low_is_smaller ? sort_stoppable(L, first, j, less, levels)
                         : sort_stoppable(L, j + 1, last, less, levels)))
      return false;
    (low_is_smaller ? first : last) = low_is_smaller ? j + 1 : j;
  }
  std::sort(first, last, less);
  return may_go_on(L);
}

// n elements: as many units as comparisons would do.
template <class T, class Less>
bool sort_charged(Thread* L, T* first, uint32_t count, Less less) {
  const int levels = int(std::bit_width(count));
  return charge(L, uint64_t(count) * uint64_t(levels)) &&
         sort_stoppable(L, first, first + count, less, 2 * levels);
}

enum class Sorted : uint8_t { Yes, No, Raised };

Sorted sort_strings(Thread* L, Table* t) {
  State* S = L->state;
  Tag* tags = t->array_tags();
  for (uint32_t i = 0; i < t->length; ++i)
    if (type_of(tags[i]) != Type::String) return Sorted::No;
  if (!collates_bytewise()) return Sorted::No;
  const auto strings = reinterpret_cast<Str**>(t->array);
  const bool done = sort_charged(
      L, strings, t->length, [](const Str* x, const Str* y) { return text_of(x) < text_of(y); });
  for (uint32_t i = 0; i < t->length; ++i) {
    tags[i] = strings[i]->header.tag;
    barrier_at(S, t, t->array + i, tags[i], strings[i]);
  }
  return done ? Sorted::Yes : Sorted::Raised;
}

// Sorts a table whose elements are all of one kind; No: it is none.
Sorted sort_plain(Thread* L, Table* t) {
  bool done = false;
  switch (t->array_kind()) {
    case ArrayKind::Ints:
      done = sort_charged(L, reinterpret_cast<int64_t*>(t->array), t->length, std::less<>{});
      break;
    case ArrayKind::Floats: {
      const auto values = reinterpret_cast<double*>(t->array);
      if (!has_plain_order(values, t->length)) return Sorted::No;
      done = sort_charged(L, values, t->length, std::less<>{});
      break;
    }
    case ArrayKind::Mixed: {
      const Sorted sorted = sort_strings(L, t);
      if (sorted == Sorted::No) return sorted;
      done = sorted == Sorted::Yes;
      break;
    }
    case ArrayKind::Empty: return Sorted::No;
  }
  wrote(t);
  return done ? Sorted::Yes : Sorted::Raised;
}

// ---- the general case

// Parts with more elements than this get a random pivot once a partition has been lopsided.
constexpr uint32_t kRandomPivotFrom = 100;
// The smaller part is sorted first, so at most log2(INT_MAX) wait.
constexpr uint32_t kMaxWaiting = 32;

// What the answer to the pending question decides; also the builtin's step.
enum Question : uint32_t {
  kNone,           // none: take up the next part
  kEnds,           // a[up] < a[lo]
  kMiddleAndLow,   // a[p] < a[lo]
  kMiddleAndHigh,  // a[up] < a[p]
  kScanUp,         // a[i] < pivot
  kScanDown,       // pivot < a[j]
};

enum Slot : uint32_t { kTable = 1, kOrder, kPart, kScan, kMisc, kX, kY, kPivot, kWaiting };

enum class Step : uint8_t { Going, Asked, Done, Raised };

uint32_t fresh_random(const State* S) {
  if (S->seeded) return uint32_t(S->random_seed);
  const uint64_t clocks = uint64_t(std::clock()), seconds = uint64_t(std::time(nullptr));
  return uint32_t(clocks) + uint32_t(clocks >> 32) + uint32_t(seconds) + uint32_t(seconds >> 32);
}

template <class Elements>
class Quicksort {
 public:
  Quicksort(Thread* L, Elements elements) : L_(L), elements_(elements) {}

  void start(uint32_t count) {
    lo_ = 1;
    up_ = count;
    i_ = j_ = random_ = waiting_ = 0;
    for (uint32_t s = kPart; s < kWaiting; ++s) set_nil(&slot(s));
    set_top();
  }

  // Goes on with the answer to `question`.
  Returned run(Question question, bool answer) {
    for (;;) {
      switch (advance(question, answer)) {
        case Step::Going:
          question = asked_;
          answer = answer_;
          break;
        case Step::Asked: save(); return ask_order_function();
        case Step::Done: return returned(0);
        case Step::Raised: return Returned::Raised;
      }
    }
  }

  void load() {
    unpack(slot(kPart).i, &lo_, &up_);
    unpack(slot(kScan).i, &i_, &j_);
    unpack(slot(kMisc).i, &random_, &waiting_);
    set_top();
  }

 private:
  static int64_t pack(uint32_t high, uint32_t low) { return int64_t(uint64_t(high) << 32 | low); }
  static void unpack(int64_t both, uint32_t* high, uint32_t* low) {
    *high = uint32_t(uint64_t(both) >> 32);
    *low = uint32_t(both);
  }
  Value& slot(uint32_t s) { return L_->frame->func[s]; }
  void set_top() { L_->top = &slot(kWaiting + 2 * waiting_); }
  void save() {
    set_int(&slot(kPart), pack(lo_, up_));
    set_int(&slot(kScan), pack(i_, j_));
    set_int(&slot(kMisc), pack(random_, waiting_));
  }

  bool read(uint32_t index, Slot into) {
    Value v;
    if (!elements_.read(index, &v)) return false;
    copy(&slot(into), &v);
    return true;
  }
  // a[first], a[second] = x, y by their slots.
  bool write(uint32_t first, Slot x, uint32_t second, Slot y) {
    const Value v = slot(x), w = slot(y);
    return elements_.write(first, v) && elements_.write(second, w);
  }

  // Asks whether one slot's value is less than another's: answered at once without an order function.
  Step ask(Question question, Slot x, Slot y) {
    asked_ = question;
    if (!charge(L_, 1)) return Step::Raised;
    if (!slot(kOrder).is_nil()) {
      asked_x_ = x;
      asked_y_ = y;
      return Step::Asked;
    }
    const Value v = slot(x), w = slot(y);
    if (v.is_number() && w.is_number())
      answer_ = number_less(v, w);
    else if (!less_than(L_, v, w, &answer_))
      return Step::Raised;
    return Step::Going;
  }
  Returned ask_order_function() {
    Value* call = L_->top;
    copy(call, &slot(kOrder));
    copy(call + 1, &slot(asked_x_));
    copy(call + 2, &slot(asked_y_));
    L_->top = call + 3;
    return call_then(L_, asked_, call, 2, 1);
  }

  Step advance(Question question, bool answer) {
    switch (question) {
      case kNone: return begin_part();
      case kEnds:
        if (answer && !write(lo_, kY, up_, kX)) return Step::Raised;
        if (up_ - lo_ == 1) return next_part();
        i_ = choose_pivot();
        if (!read(i_, kX) || !read(lo_, kY)) return Step::Raised;
        return ask(kMiddleAndLow, kX, kY);
      case kMiddleAndLow:
        if (answer) return write(i_, kY, lo_, kX) ? begin_partition() : Step::Raised;
        if (!read(up_, kY)) return Step::Raised;
        return ask(kMiddleAndHigh, kY, kX);
      case kMiddleAndHigh:
        if (answer && !write(i_, kY, up_, kX)) return Step::Raised;
        return begin_partition();
      case kScanUp:
        if (!answer) return scan_down();
        return i_ == up_ - 1 ? raise_invalid_order() : scan_up();
      case kScanDown:
        if (answer) return j_ < i_ ? raise_invalid_order() : scan_down();
        if (j_ >= i_) return write(i_, kY, j_, kX) ? scan_up() : Step::Raised;
        return write(up_ - 1, kX, i_, kPivot) ? split() : Step::Raised;
    }
    TRI_UNREACHABLE();
  }

  Step begin_part() {
    if (lo_ >= up_) return next_part();
    if (!read(lo_, kX) || !read(up_, kY)) return Step::Raised;
    return ask(kEnds, kY, kX);
  }

  uint32_t choose_pivot() const {
    if (up_ - lo_ < kRandomPivotFrom || random_ == 0) return (lo_ + up_) / 2;
    const uint32_t quarter = (up_ - lo_) / 4;  // one of the two quarters in the middle
    return random_ % (quarter * 2) + lo_ + quarter;
  }

  // a[lo] <= a[p] <= a[up] holds, with p in i_; the pivot waits at up - 1 while the rest is partitioned.
  Step begin_partition() {
    if (up_ - lo_ == 2) return next_part();
    if (!read(i_, kPivot) || !read(up_ - 1, kY) || !write(i_, kY, up_ - 1, kPivot))
      return Step::Raised;
    i_ = lo_;
    j_ = up_ - 1;
    return scan_up();
  }
  Step scan_up() { return read(++i_, kX) ? ask(kScanUp, kX, kPivot) : Step::Raised; }
  Step scan_down() { return read(--j_, kY) ? ask(kScanDown, kPivot, kY) : Step::Raised; }

  // The pivot is at i_: sorts the smaller side next, the larger one waits.
  Step split() {
    const uint32_t p = i_, lo = lo_, up = up_, random = random_;
    const bool low_is_smaller = p - lo < up - p;
    const uint32_t smaller = low_is_smaller ? p - lo : up - p;
    (low_is_smaller ? lo_ : up_) = low_is_smaller ? p + 1 : p - 1;
    if ((up_ - lo_) / 128 > smaller) random_ = fresh_random(L_->state);
    TRI_CHECK(waiting_ < kMaxWaiting);
    set_int(L_->top, pack(lo_, up_));
    set_int(L_->top + 1, random_);
    ++waiting_;
    set_top();
    lo_ = low_is_smaller ? lo : p + 1;
    up_ = low_is_smaller ? p - 1 : up;
    random_ = random;
    return begin_part();
  }
  Step next_part() {
    if (waiting_ == 0) return Step::Done;
    --waiting_;
    set_top();
    unpack(L_->top[0].i, &lo_, &up_);
    random_ = uint32_t(L_->top[1].i);
    asked_ = kNone;
    return Step::Going;
  }

  Step raise_invalid_order() {
    Value* at = L_->frame->func;
    (void)raise_lib(L_, at, uint32_t(L_->top - at) - 1, "invalid order function for sorting");
    return Step::Raised;
  }

  Thread* L_;
  Elements elements_;
  uint32_t lo_ = 0, up_ = 0;  // the part being sorted
  uint32_t i_ = 0, j_ = 0;    // scans of the partition; before it, i is the pivot's place
  uint32_t random_ = 0;       // 0: pivots are taken from the middle
  uint32_t waiting_ = 0;      // parts
  Question asked_ = kNone;
  Slot asked_x_ = kX, asked_y_ = kY;
  bool answer_ = false;
};

constexpr uint8_t kAllUses = Use::Read | Use::Write | Use::Length;

// Calls f with the access that suits the table now: an order function may have changed its metatable.
template <class Function>
TRI_INLINE Returned with_elements(Thread* L, Function f) {
  if (Table* t = plain_table(L->state, L->frame->func[1], kAllUses)) [[likely]]
    return f(Quicksort{L, RawElements{L, t}});
  return f(Quicksort{L, AnyElements{L, 1}});
}

Returned start(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  if (!check_sequence(a, 1, kAllUses)) return Returned::Raised;
  Table* t = plain_table(L->state, at[1], kAllUses);
  int64_t count = t ? int64_t(length_of(t)) : 0;
  if (!t && !integer_length(L, at[1], &count)) return Returned::Raised;
  if (count < 2) return returned(0);
  at = L->frame->func;
  const Args b{L, at, argc};
  if (count >= INT_MAX) return b.fail(1, "array too big");
  const bool ordered = !b.none_or_nil(2);
  if (ordered && !b.type_is(2, Type::Function)) return Returned::Raised;
  if (t && !ordered) {
    const Sorted sorted = sort_plain(L, t);
    if (sorted != Sorted::No) return sorted == Sorted::Yes ? returned(0) : Returned::Raised;
  }
  if (!ensure_stack(L, kWaiting + 2 * kMaxWaiting + 3)) return Returned::Raised;
  if (!ordered) set_nil(&L->frame->func[2]);
  return with_elements(L, [count](auto sort) {
    sort.start(uint32_t(count));
    return sort.run(kNone, false);
  });
}

}  // namespace

Returned table_sort(Thread* L, Value* at, uint32_t argc) {
  const auto question = Question(L->frame->step);
  if (question == kNone) return start(L, at, argc);
  const bool answer = L->top[-1].is_truthy();
  return with_elements(L, [question, answer](auto sort) {
    sort.load();
    return sort.run(question, answer);
  });
}

}  // namespace tri::lib
