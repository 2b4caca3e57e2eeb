// Pattern: a Lua pattern compiled to nodes, for Matcher to run.
//
// A pattern has no alternatives, so it is one row of nodes. What is known without a subject is settled here: which characters
// belong to a set, which capture a ')' closes, whether %3 exists yet, and, for each repetition, with which characters
// the rest of the pattern may begin. Where no character of a repeated item can begin the rest, giving characters back
// is of no use: such a repetition is *firm* and needs no backtracking.
//
//   ^(%a+)%s*=.-;$    Open 0 · FirmPlus %a · Close 0 · FirmStar %s · Char = · LazyAny until ; · Char ; · AtEnd
//
// What is wrong with a pattern becomes a node as well: it is an error only when matching gets there, as in the reference.
//
// A long pattern is compiled in pieces of some kPatternPiece, each when matching first gets to it (node More), so a pattern
// costs no more time and memory than the part of it that is used.
//
//   block of a piece:  Pattern  nodes…  tables (256 bytes each)…  text…
//
// A set is a bit of a table: `members[c] & mask`. Eight sets share a table, so that most patterns touch one only.
//
// Invariant: a Pattern never changes, and has no pointers but into its own block.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "lib/byte_set.hpp"
#include "lib/char_table.hpp"

namespace tri::lib {

inline constexpr uint32_t kMaxCaptures = 32;  // as LUA_MAXCAPTURES
// Captures in front of an item through which a look ahead goes. Each costs a nested try, so this is also how deep a matcher must
// still be allowed to go for a try to fail at that item and not with an error.
inline constexpr uint32_t kPatternLookahead = 8;
// Bytes of a pattern that are compiled at once.
inline constexpr uint32_t kPatternPiece = 128;

// What is wrong with a pattern: a format for the raising functions, with one %d for `number` in some.
struct PatternError {
  const char* format = nullptr;
  int number = 0;
  bool raised =
      false;  // a limit was reached, or an interrupt came: the error is in the thread already
};

enum class PatternOp : uint8_t {
  End,       // c: captures
  AtEnd,     // the same, at the end of the subject only
  Error,     // length: index of the error; c: its number
  More,      // the next piece begins
  Toll,      // costs a unit
  Char,      // c
  Text,      // length, text
  Any,       //
  Set,       // members, mask
  Open,      // c: capture
  Position,  // c: capture
  Close,     // c: capture
  Back,      // c: capture
  Never,     // what matches nothing: a reference to a position
  Balance,   // c, mask: the characters that open and close
  Frontier,  // members, mask
  // Repetitions of a set: the longest first, the shortest first, none or one.
  Star,
  Plus,
  FirmStar,
  FirmPlus,
  Lazy,
  Maybe,
  FirmMaybe,
  // The same of any character.
  StarAny,
  PlusAny,
  LazyAny,
};

struct PatternNode {
  PatternOp op;
  uint8_t c;
  uint8_t mask;
  uint8_t next_mask;
  uint32_t length;
  union {
    const uint8_t* members;
    const char* text;
  };
  // Repetitions: the set of characters that the rest must begin with, null when that is not known. `c` says
  // whether the rest may also match at the end of the subject. Those of any character have in `mask` the one character of the
  // set, if `length` is 1.
  const uint8_t* next;

  bool has(char character) const { return members[uint8_t(character)] & mask; }
  bool rest_may_begin_with(char character) const { return next[uint8_t(character)] & next_mask; }
};

// With what every match begins, which a search looks for before it tries to match.
enum class PatternLead : uint8_t { None, Char, Text, Set };

// Between two pieces: where the next one begins, and which captures there are by then.
struct PatternPlace {
  size_t offset = 0;
  uint8_t captures = 0;    // begun
  uint32_t open = 0;       // bit i: capture i is open
  uint32_t positions = 0;  // bit i: capture i is a position
};

struct Pattern {
  // Of the first piece.
  bool anchored;  // begins with a '^' that means the beginning
  bool is_plain;  // has no character with a special meaning
  PatternLead lead;
  bool
      may_match_at_end;  // with a lead: it begins as the lead says, or is at the end of the subject
  PatternNode lead_node;  // as a Char, Text or Set node

  PatternPlace behind;  // this piece
  uint32_t node_count;
  PatternNode nodes[];
};

// Whether a '^' at the beginning of a pattern means the beginning of the subject, or is a character as any other.
enum class Caret : uint8_t { Anchor, Character };

// Compiles one piece.
//
//   PatternBuilder builder(text, Caret::Anchor);
//   const Pattern* p = builder.write(block);   // block: builder.bytes() bytes, aligned to 8
//
// Cost: O(bytes of the piece), and of the whole pattern for the first piece of one (is_plain).
class PatternBuilder {
 public:
  // The first piece.
  PatternBuilder(std::string_view pattern, Caret caret);
  // The piece that begins at `place`.
  PatternBuilder(std::string_view pattern, const PatternPlace& place);
  PatternBuilder(const PatternBuilder&) = delete;
  PatternBuilder& operator=(const PatternBuilder&) = delete;

  size_t bytes() const;
  const Pattern* write(void* block) const;

 private:
  // A node for each character, for a toll on every kTollEvery of them, and two to end with.
  static constexpr uint32_t kTollEvery = 16;
  static constexpr uint32_t kMaxNodes = kPatternPiece + kPatternPiece / kTollEvery + 4;
  static constexpr uint32_t kMaxSets = 2 * kPatternPiece + 2;
  static constexpr uint32_t kNoSet = UINT32_MAX;
  enum class ItemKind : uint8_t { Char, Any, Set };
  struct Item {
    ItemKind kind;
    uint8_t c;
    ByteSet set;  // of any kind
  };
  // A node whose sets have no place yet.
  struct Draft {
    PatternOp op;
    uint8_t c, mask;
    uint32_t length;
    uint32_t set, next;  // indices of sets_
    uint32_t text;       // offset in text_
  };
  // What the pattern from some node on can begin with.
  struct First {
    ByteSet set = ByteSet::none();
    bool at_end = false;  // it may match at the end of the subject
    bool known = false;   // otherwise nothing can be said
    bool always = false;  // it matches anywhere
    uint8_t nested = 0;   // captures that begin or end before the first character is looked at
  };

  void parse();
  void add_part();
  void add_escape(char what);
  void add_open();
  void add_close();
  void add_item();
  void add_repeated(const Item& item, char suffix);
  void add_char(uint8_t c);
  void add_error(uint32_t error, int number = 0);
  Draft& add(PatternOp op, uint8_t c = 0);
  static Draft draft(PatternOp op, uint8_t c = 0);
  bool read_item(Item* item);
  bool read_set(ByteSet* set);
  ByteSet class_of(uint8_t letter) const;
  uint32_t index_of(const ByteSet& set);
  void settle();
  void settle_repetition(Draft& node, const First& rest);
  First first_of(const Draft& node, const First& rest) const;
  void find_lead(const First& first);
  PatternNode finished(const Draft& draft, uint8_t* tables, const char* text) const;

  bool at_end() const { return place_.offset >= pattern_.size(); }
  char at(size_t offset) const { return offset < pattern_.size() ? pattern_[offset] : '\0'; }

  std::string_view pattern_;
  PatternPlace place_;
  CharTable chars_;
  bool anchored_ = false;
  bool is_plain_ = false;
  bool is_first_;
  bool failed_ = false;
  PatternLead lead_ = PatternLead::None;
  bool lead_at_end_ = false;
  Draft lead_draft_;  // if there is a lead
  uint32_t node_count_ = 0;
  uint32_t set_count_ = 0;
  uint32_t text_size_ = 0;
  uint32_t unpaid_ = 0;  // nodes since the last one that costs something
  // As much as is counted.
  Draft nodes_[kMaxNodes];
  ByteSet sets_[kMaxSets];
  char text_[kPatternPiece];
};

// The error of an Error node.
PatternError error_of(const PatternNode* node);

}  // namespace tri::lib
