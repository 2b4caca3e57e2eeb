#include "lib/pattern.hpp"

#include <cstring>

#include "base/assert.hpp"

namespace tri::lib {

namespace {

constexpr char kEscape = '%';

enum Error : uint32_t {
  kEndsWithEscape,
  kMissingBracket,
  kMissingArguments,
  kMissingSet,
  kTooManyCaptures,
  kInvalidCapture,
  kInvalidIndex,
};
constexpr const char* kErrors[] = {
    "malformed pattern (ends with '%%')",
    "malformed pattern (missing ']')",
    "malformed pattern (missing arguments to '%%b')",
    "missing '[' after '%%f' in pattern",
    "too many captures",
    "invalid pattern capture",
    "invalid capture index %%%d",
};

constexpr bool is_special(char c) {
  return std::string_view("^$*+?.([%-").find(c) != std::string_view::npos;
}
bool has_specials(std::string_view pattern) {
  for (const char c : pattern)
    if (is_special(c)) return true;
  return false;
}

constexpr bool is_suffix(char c) { return c == '*' || c == '+' || c == '-' || c == '?'; }

constexpr size_t kTableBytes = 256;
constexpr uint32_t kTableSets = 8;
constexpr size_t tables_for(uint32_t sets) { return (sets + kTableSets - 1) / kTableSets; }

}  // namespace

PatternError error_of(const PatternNode* node) {
  return {.format = kErrors[node->length], .number = int(node->c)};
}

// ---- from text to drafts

PatternBuilder::PatternBuilder(std::string_view pattern, Caret caret)
    : pattern_(pattern), is_plain_(!has_specials(pattern)), is_first_(true) {
  if (caret == Caret::Anchor && pattern.starts_with('^')) {
    anchored_ = true;
    place_.offset = 1;
  }
  parse();
}

PatternBuilder::PatternBuilder(std::string_view pattern, const PatternPlace& place)
    : pattern_(pattern), place_(place), is_first_(false) {
  parse();
}

void PatternBuilder::parse() {
  const size_t end = place_.offset + kPatternPiece;
  while (!at_end() && !failed_ && place_.offset < end) add_part();
  if (at_end() && !failed_) {
    const bool bound = node_count_ && nodes_[node_count_ - 1].op == PatternOp::AtEnd;
    Draft& last = bound ? nodes_[node_count_ - 1] : add(PatternOp::End);
    last.c = place_.captures;
    last.length = place_.open;
  } else if (!failed_) {
    add(PatternOp::More);
  }
  settle();
}

void PatternBuilder::add_part() {
  switch (pattern_[place_.offset]) {
    case '(': return add_open();
    case ')': return add_close();
    case '$':
      if (place_.offset + 1 != pattern_.size()) return add_item();  // it stands for itself
      ++place_.offset;
      add(PatternOp::AtEnd);
      return;
    case kEscape: return add_escape(at(place_.offset + 1));
    default: return add_item();
  }
}

void PatternBuilder::add_escape(char what) {
  size_t& offset = place_.offset;
  if (what == 'b') {
    if (pattern_.size() - offset < 4) return add_error(kMissingArguments);
    add(PatternOp::Balance, uint8_t(pattern_[offset + 2])).mask = uint8_t(pattern_[offset + 3]);
    offset += 4;
  } else if (what == 'f') {
    if (at(offset + 2) != '[') return add_error(kMissingSet);
    offset += 2;
    ByteSet set;
    if (read_set(&set)) add(PatternOp::Frontier).set = index_of(set);
  } else if (what >= '0' && what <= '9') {
    const int i = what - '1';
    if (i < 0 || i >= place_.captures || (place_.open >> i & 1))
      return add_error(kInvalidIndex, i + 1);
    const bool position = place_.positions >> i & 1;  // it has no text
    add(position ? PatternOp::Never : PatternOp::Back, uint8_t(i));
    offset += 2;
  } else {
    add_item();
  }
}

void PatternBuilder::add_open() {
  if (place_.captures == kMaxCaptures) return add_error(kTooManyCaptures);
  const bool position = at(place_.offset + 1) == ')';
  add(position ? PatternOp::Position : PatternOp::Open, place_.captures);
  (position ? place_.positions : place_.open) |= 1u << place_.captures;
  ++place_.captures;
  place_.offset += position ? 2 : 1;
}

void PatternBuilder::add_close() {
  if (!place_.open) return add_error(kInvalidCapture);
  const int innermost = 31 - __builtin_clz(place_.open);
  add(PatternOp::Close, uint8_t(innermost));
  place_.open &= ~(1u << innermost);
  ++place_.offset;
}

void PatternBuilder::add_item() {
  Item item;
  if (!read_item(&item)) return;
  const char suffix = at(place_.offset);
  if (is_suffix(suffix)) {
    ++place_.offset;
    return add_repeated(item, suffix);
  }
  switch (item.kind) {
    case ItemKind::Char: return add_char(item.c);
    case ItemKind::Any: add(PatternOp::Any); return;
    case ItemKind::Set: add(PatternOp::Set).set = index_of(item.set); return;
  }
}

void PatternBuilder::add_repeated(const Item& item, char suffix) {
  const bool any = item.kind == ItemKind::Any;
  switch (suffix) {
    case '*': add(any ? PatternOp::StarAny : PatternOp::Star); break;
    case '+': add(any ? PatternOp::PlusAny : PatternOp::Plus); break;
    case '-': add(any ? PatternOp::LazyAny : PatternOp::Lazy); break;
    default: add(PatternOp::Maybe);
  }
  if (!any || suffix == '?') nodes_[node_count_ - 1].set = index_of(item.set);
}

// Characters in a row are one node.
void PatternBuilder::add_char(uint8_t c) {
  Draft* last = node_count_ ? &nodes_[node_count_ - 1] : nullptr;
  if (last && (last->op == PatternOp::Char || last->op == PatternOp::Text)) {
    last->op = PatternOp::Text;
    ++last->length;
  } else {
    Draft& node = add(PatternOp::Char, c);
    node.length = 1;
    node.text = text_size_;
  }
  text_[text_size_++] = char(c);
}

// Nothing behind it will be looked at.
void PatternBuilder::add_error(uint32_t error, int number) {
  add(PatternOp::Error, uint8_t(number)).length = error;
  failed_ = true;
}

PatternBuilder::Draft& PatternBuilder::add(PatternOp op, uint8_t c) {
  switch (op) {
    case PatternOp::Char:
    case PatternOp::Any:
    case PatternOp::Set:
    case PatternOp::Maybe:
    case PatternOp::Frontier:
      if (++unpaid_ < kTollEvery) break;
      nodes_[node_count_++] = draft(PatternOp::Toll);
      [[fallthrough]];
    default: unpaid_ = 0;
  }
  TRI_ASSERT(node_count_ < kMaxNodes);
  return nodes_[node_count_++] = draft(op, c);
}

PatternBuilder::Draft PatternBuilder::draft(PatternOp op, uint8_t c) {
  return {.op = op, .c = c, .mask = 0, .length = 0, .set = kNoSet, .next = kNoSet, .text = 0};
}

// ---- items

// Moves behind the item. False: an error was added.
bool PatternBuilder::read_item(Item* item) {
  const uint8_t c = uint8_t(pattern_[place_.offset]);
  switch (c) {
    case '.': item->set = ByteSet::all(); break;
    case '[':
      if (!read_set(&item->set)) return false;
      --place_.offset;
      break;
    case uint8_t(kEscape):
      if (++place_.offset == pattern_.size()) return add_error(kEndsWithEscape), false;
      item->set = class_of(uint8_t(pattern_[place_.offset]));
      break;
    default: item->set = ByteSet::of(c);
  }
  ++place_.offset;
  const int size = item->set.size();
  item->kind = size == 1 ? ItemKind::Char : size == 256 ? ItemKind::Any : ItemKind::Set;
  if (size == 1) item->c = item->set.first();
  return true;
}

// The set that starts here, with a '['. A ']' right behind '[' or '[^' is a member. False: an error was added.
bool PatternBuilder::read_set(ByteSet* set) {
  size_t p = place_.offset + 1;
  const bool inverted = at(p) == '^';
  if (inverted) ++p;
  size_t close = p;
  do {
    if (close == pattern_.size()) return add_error(kMissingBracket), false;
    if (pattern_[close++] == kEscape && close < pattern_.size()) ++close;
  } while (at(close) != ']');
  *set = ByteSet::none();
  for (; p < close; ++p) {
    if (pattern_[p] == kEscape) {
      set->add(class_of(uint8_t(pattern_[++p])));
    } else if (pattern_[p + 1] == '-' && p + 2 < close) {
      set->add_range(uint8_t(pattern_[p]), uint8_t(pattern_[p + 2]));
      p += 2;
    } else {
      set->add(uint8_t(pattern_[p]));
    }
  }
  if (inverted) *set = set->inverted();
  place_.offset = close + 1;
  return true;
}

// Classes are named by ASCII letters in every locale; any other character stands for itself.
ByteSet PatternBuilder::class_of(uint8_t letter) const {
  CharMask mask{};
  switch (letter | 0x20) {  // the bit apart lies between 'A' and 'a'
    case 'a': mask = char_mask::kAlpha; break;
    case 'c': mask = char_mask::kControl; break;
    case 'd': mask = char_mask::kDigit; break;
    case 'g': mask = char_mask::kGraph; break;
    case 'l': mask = char_mask::kLower; break;
    case 'p': mask = char_mask::kPunct; break;
    case 's': mask = char_mask::kSpace; break;
    case 'u': mask = char_mask::kUpper; break;
    case 'w': mask = char_mask::kAlnum; break;
    case 'x': mask = char_mask::kHex; break;
    case 'z': break;  // deprecated: the character 0
    default: return ByteSet::of(letter);
  }
  ByteSet set = ByteSet::none();
  if ((letter | 0x20) == 'z') {
    set.add(0);
  } else {
    for (int w = 0; w < ByteSet::kWords; ++w)
      for (uint32_t bit = 0; bit < 64; ++bit)
        set.words[w] |= uint64_t(chars_.has(uint8_t(w * 64 + int(bit)), mask)) << bit;
  }
  const bool inverted = letter >= 'A' && letter <= 'Z';
  return inverted ? set.inverted() : set;
}

uint32_t PatternBuilder::index_of(const ByteSet& set) {
  // Patterns repeat what they have used lately.
  constexpr uint32_t kLookBack = 16;
  for (uint32_t i = set_count_; i > 0 && i + kLookBack > set_count_; --i)
    if (sets_[i - 1] == set) return i - 1;
  TRI_ASSERT(set_count_ < kMaxSets);
  sets_[set_count_] = set;
  return set_count_++;
}

// ---- looking ahead

// From the last node to the first, so that each knows what may come behind it.
void PatternBuilder::settle() {
  First first;
  for (uint32_t i = node_count_; i > 0; --i) {
    Draft& node = nodes_[i - 1];
    settle_repetition(node, first);
    first = first_of(node, first);
  }
  if (is_first_) find_lead(first);
}

void PatternBuilder::settle_repetition(Draft& node, const First& rest) {
  const bool is_set = node.set != kNoSet;
  const bool apart = rest.known && is_set && !rest.set.meets(sets_[node.set]);
  const bool firm = apart || rest.always;
  switch (node.op) {
    case PatternOp::Star:
      if (firm) return void(node.op = PatternOp::FirmStar);
      break;
    case PatternOp::Plus:
      if (firm) return void(node.op = PatternOp::FirmPlus);
      break;
    case PatternOp::Maybe:
      if (firm) return void(node.op = PatternOp::FirmMaybe);
      break;
    case PatternOp::Lazy:
      // Where the rest cannot begin with one of the characters, it begins behind all of them.
      if (apart && !rest.always) return void(node.op = PatternOp::FirmStar);
      break;
    case PatternOp::StarAny:
    case PatternOp::PlusAny:
    case PatternOp::LazyAny: break;
    default: return;
  }
  if (!rest.known || rest.always || rest.set == ByteSet::all()) return;
  node.next = index_of(rest.set);
  node.c = rest.at_end;
  if (!is_set && rest.set.size() == 1) {
    node.length = 1;
    node.mask = rest.set.first();
  }
}

PatternBuilder::First PatternBuilder::first_of(const Draft& node, const First& rest) const {
  const ByteSet item = node.set == kNoSet ? ByteSet::all() : sets_[node.set];
  switch (node.op) {
    case PatternOp::End:
      return {.set = ByteSet::all(), .at_end = true, .known = true, .always = true};
    case PatternOp::AtEnd: return {.set = ByteSet::none(), .at_end = true, .known = true};
    case PatternOp::Error:
    case PatternOp::More:
    case PatternOp::Back:
    case PatternOp::Never: return {};
    case PatternOp::Toll: return rest;
    case PatternOp::Char:
    case PatternOp::Text:
    case PatternOp::Balance: return {.set = ByteSet::of(node.c), .known = true};
    case PatternOp::Any: return {.set = ByteSet::all(), .known = true};
    case PatternOp::Set:
    case PatternOp::Plus:
    case PatternOp::FirmPlus:
    case PatternOp::PlusAny: return {.set = item, .known = true};
    case PatternOp::Frontier: return {.set = item, .at_end = item.has(0), .known = true};
    case PatternOp::Open:
    case PatternOp::Position:
    case PatternOp::Close: {
      First first = rest;
      if (++first.nested > kPatternLookahead) first.known = false, first.nested = 0;
      return first;
    }
    case PatternOp::Star:
    case PatternOp::FirmStar:
    case PatternOp::Lazy:
    case PatternOp::Maybe:
    case PatternOp::FirmMaybe:
    case PatternOp::StarAny:
    case PatternOp::LazyAny: {
      First first = rest;
      first.set.add(item);
      return first;
    }
  }
  TRI_UNREACHABLE();
}

void PatternBuilder::find_lead(const First& first) {
  if (!first.known || first.always || first.set == ByteSet::all()) return;
  lead_at_end_ = first.at_end;
  uint32_t i = 0;
  while (nodes_[i].op == PatternOp::Open || nodes_[i].op == PatternOp::Position) ++i;
  if (nodes_[i].op == PatternOp::Text) {
    lead_ = PatternLead::Text;
    lead_draft_ = nodes_[i];
  } else if (first.set.size() == 1) {
    lead_ = PatternLead::Char;
    lead_draft_ = draft(PatternOp::Char, first.set.first());
  } else {
    lead_ = PatternLead::Set;
    lead_draft_ = draft(PatternOp::Set);
    lead_draft_.set = index_of(first.set);
  }
}

// ---- from drafts to nodes

size_t PatternBuilder::bytes() const {
  return sizeof(Pattern) + node_count_ * sizeof(PatternNode) +
         tables_for(set_count_) * kTableBytes + text_size_;
}

PatternNode PatternBuilder::finished(const Draft& draft, uint8_t* tables, const char* text) const {
  const auto table = [=](uint32_t set) { return tables + set / kTableSets * kTableBytes; };
  const auto mask = [](uint32_t set) { return uint8_t(1u << (set % kTableSets)); };
  PatternNode node{draft.op, draft.c, draft.mask, 0, draft.length, {nullptr}, nullptr};
  if (draft.op == PatternOp::Text) node.text = text + draft.text;
  if (draft.set != kNoSet) {
    node.members = table(draft.set);
    node.mask = mask(draft.set);
  }
  if (draft.next != kNoSet) {
    node.next = table(draft.next);
    node.next_mask = mask(draft.next);
  }
  return node;
}

const Pattern* PatternBuilder::write(void* block) const {
  auto* pattern = static_cast<Pattern*>(block);
  auto* tables = reinterpret_cast<uint8_t*>(pattern->nodes + node_count_);
  char* text = reinterpret_cast<char*>(tables + tables_for(set_count_) * kTableBytes);
  *pattern = {.anchored = anchored_,
              .is_plain = is_plain_,
              .lead = lead_,
              .may_match_at_end = lead_at_end_,
              .lead_node = {},
              .behind = place_,
              .node_count = node_count_};
  for (uint32_t i = 0; i < node_count_; ++i) pattern->nodes[i] = finished(nodes_[i], tables, text);
  if (lead_ != PatternLead::None) pattern->lead_node = finished(lead_draft_, tables, text);
  memset(tables, 0, tables_for(set_count_) * kTableBytes);
  for (uint32_t i = 0; i < set_count_; ++i) {
    uint8_t* table = tables + i / kTableSets * kTableBytes;
    sets_[i].each([=](uint8_t c) { table[c] |= uint8_t(1u << (i % kTableSets)); });
  }
  memcpy(text, text_, text_size_);
  return pattern;
}

}  // namespace tri::lib
