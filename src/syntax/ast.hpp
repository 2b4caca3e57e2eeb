// AST: the syntax tree of a chunk, as parsed, nothing decided.
//
// Nodes live in the parser's arena and are linked lists where the language has lists. Two things are lists rather than
// nested pairs so that the depth of a tree is bounded by the nesting limit of the language, whatever its size:
//
//   a + b * c .. d      Binary: operands in order, each with the operator before it, for one level of precedence
//   a.b[c]:d(e)"f"      Suffixed: a name or parenthesis, then its suffixes
//
// Where the parser met an error, the tree ends: the node it was working on is incomplete (null where a name is missing,
// Missing where an expression is) and nothing follows it. Passes count tokens to know when they reach that place.
#pragma once

#include <cstdint>

#include "bytecode/text.hpp"

namespace tri::syntax {

using bytecode::Text;

enum class UnaryOp : uint8_t { Negate, BitNot, Not, Length };

// In the order of Lua 5.4's arithmetic ops and events.
enum class BinaryOp : uint8_t {
  Add,
  Sub,
  Mul,
  Mod,
  Pow,
  Div,
  IDiv,
  BAnd,
  BOr,
  BXor,
  Shl,
  Shr,
  Concat,
  Equal,
  Less,
  LessEqual,
  NotEqual,
  Greater,
  GreaterEqual,
  And,
  Or,
};

// ------------------------------------------------------------------------------------------------- expressions

enum class ExprKind : uint8_t {
  Missing,
  Nil,
  True,
  False,
  VarArg,
  Integer,
  Float,
  String,
  Name,
  Paren,
  Function,
  Table,
  Unary,
  Binary,
  Suffixed,
};

struct Expr {
  ExprKind kind = ExprKind::Missing;
  BinaryOp op_before = BinaryOp::Add;  // in a Binary's list, for all but the first
  Expr* next = nullptr;                // in whichever list this expression is
};

struct FunctionBody;
struct Field;
struct Suffix;

struct IntegerExpr : Expr {
  int64_t value;
};
struct FloatExpr : Expr {
  double value;
};
struct TextExpr : Expr {  // String, Name
  const Text* text;
};
struct ParenExpr : Expr {
  Expr* inner;
};
struct FunctionExpr : Expr {
  FunctionBody* body;
};
struct TableExpr : Expr {
  Field* fields = nullptr;
  bool ends_in_separator = false;
};
struct UnaryExpr : Expr {
  UnaryOp op;
  Expr* operand;
};
struct BinaryExpr : Expr {
  Expr* operands;  // at least two
};
struct SuffixedExpr : Expr {
  Expr* primary;  // Name or Paren
  Suffix* suffixes = nullptr;
  Suffix* last = nullptr;
};

enum class FieldKind : uint8_t { Item, Named, Keyed };

struct Field {  // of a table constructor
  FieldKind kind;
  const Text* name = nullptr;  // Named
  Expr* key = nullptr;         // Keyed
  Expr* value = nullptr;
  Field* next = nullptr;
};

enum class SuffixKind : uint8_t { Field, Index, Call, Method };
enum class ArgumentStyle : uint8_t { Parenthesised, Table, String };

struct Suffix {
  SuffixKind kind;
  ArgumentStyle style = ArgumentStyle::Parenthesised;  // Call, Method
  const Text* name = nullptr;                          // Field, Method
  Expr* operand = nullptr;  // Index: the key; Call, Method: the arguments
  Suffix* next = nullptr;

  bool is_call() const { return kind == SuffixKind::Call || kind == SuffixKind::Method; }
};

// -------------------------------------------------------------------------------------------------- statements

enum class StmtKind : uint8_t {
  Empty,
  Local,
  LocalFunction,
  Function,
  Assign,
  Call,
  Do,
  While,
  Repeat,
  If,
  NumericFor,
  GenericFor,
  Return,
  Break,
  Goto,
  Label,
};

struct Stmt {
  StmtKind kind;
  uint32_t token = 0;  // number of its first token
  Stmt* next = nullptr;
};

struct Block {
  Stmt* first = nullptr;
};

struct Identifier {
  const Text* name = nullptr;
  Identifier* next = nullptr;
};

struct FunctionBody {
  Identifier* parameters = nullptr;  // as written: without `self`
  bool is_vararg = false;
  Block block;
};

struct LocalName {
  const Text* name = nullptr;
  bool has_attribute = false;
  const Text* attribute = nullptr;
  LocalName* next = nullptr;
};

struct LocalStmt : Stmt {
  LocalName* names = nullptr;
  Expr* values = nullptr;  // null without `=`
};
struct LocalFunctionStmt : Stmt {
  const Text* name = nullptr;
  FunctionBody* body = nullptr;
};
struct FunctionStmt : Stmt {  // function a.b.c:m() ... end
  SuffixedExpr* target = nullptr;
  bool is_method = false;  // the last suffix follows a colon
  FunctionBody* body = nullptr;
};
struct AssignStmt : Stmt {
  Expr* targets = nullptr;
  Expr* values = nullptr;
};
struct CallStmt : Stmt {
  Expr* call = nullptr;
};
struct DoStmt : Stmt {
  Block block;
};
struct LoopStmt : Stmt {  // While, Repeat
  Expr* condition = nullptr;
  Block block;
};
struct IfClause {
  Expr* condition = nullptr;
  Block block;
  IfClause* next = nullptr;
};
struct IfStmt : Stmt {
  IfClause* clauses = nullptr;
  bool has_else = false;
  Block else_block;
};
struct ForStmt : Stmt {  // NumericFor, GenericFor
  Identifier* names = nullptr;
  Expr* values = nullptr;
  Block block;
};
struct ReturnStmt : Stmt {
  Expr* values = nullptr;
  bool has_semicolon = false;
};
struct GotoStmt : Stmt {
  const Text* label = nullptr;
};
struct LabelStmt : Stmt {
  const Text* name = nullptr;
  Block empty_after;        // the empty statements and labels that follow
  bool ends_block = false;  // nothing follows those
};

}  // namespace tri::syntax
