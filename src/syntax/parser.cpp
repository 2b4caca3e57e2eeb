#include "syntax/parser.hpp"

#include <utility>

namespace tri::syntax {

namespace {

// A list under construction; T has a `next`.
template <class T>
struct ListBuilder {
  T* first = nullptr;
  T** end = &first;

  void add(T* item) {
    *end = item;
    end = &item->next;
  }
};

// Binding powers of an operator towards what is on its left and right.
struct Precedence {
  uint8_t left, right;
};
constexpr Precedence kBinaryPrecedence[] = {
    {10, 10}, {10, 10},          // + -
    {11, 11}, {11, 11},          // * %
    {14, 13},                    // ^ to the right
    {11, 11}, {11, 11},          // / //
    {6, 6},   {4, 4},   {5, 5},  // & | ~
    {7, 7},   {7, 7},            // << >>
    {9, 8},                      // .. to the right
    {3, 3},   {3, 3},   {3, 3},  // == < <=
    {3, 3},   {3, 3},   {3, 3},  // ~= > >=
    {2, 2},   {1, 1},            // and or
};
constexpr int kUnaryPrecedence = 12;

bool unary_op(TokenKind kind, UnaryOp* op) {
  switch (int(kind)) {
    case int(TokenKind::Not): *op = UnaryOp::Not; return true;
    case '-': *op = UnaryOp::Negate; return true;
    case '~': *op = UnaryOp::BitNot; return true;
    case '#': *op = UnaryOp::Length; return true;
    default: return false;
  }
}

bool binary_op(TokenKind kind, BinaryOp* op) {
  switch (int(kind)) {
    case '+': *op = BinaryOp::Add; return true;
    case '-': *op = BinaryOp::Sub; return true;
    case '*': *op = BinaryOp::Mul; return true;
    case '%': *op = BinaryOp::Mod; return true;
    case '^': *op = BinaryOp::Pow; return true;
    case '/': *op = BinaryOp::Div; return true;
    case int(TokenKind::IDiv): *op = BinaryOp::IDiv; return true;
    case '&': *op = BinaryOp::BAnd; return true;
    case '|': *op = BinaryOp::BOr; return true;
    case '~': *op = BinaryOp::BXor; return true;
    case int(TokenKind::ShiftLeft): *op = BinaryOp::Shl; return true;
    case int(TokenKind::ShiftRight): *op = BinaryOp::Shr; return true;
    case int(TokenKind::Concat): *op = BinaryOp::Concat; return true;
    case int(TokenKind::Equal): *op = BinaryOp::Equal; return true;
    case '<': *op = BinaryOp::Less; return true;
    case int(TokenKind::LessEqual): *op = BinaryOp::LessEqual; return true;
    case int(TokenKind::NotEqual): *op = BinaryOp::NotEqual; return true;
    case '>': *op = BinaryOp::Greater; return true;
    case int(TokenKind::GreaterEqual): *op = BinaryOp::GreaterEqual; return true;
    case int(TokenKind::And): *op = BinaryOp::And; return true;
    case int(TokenKind::Or): *op = BinaryOp::Or; return true;
    default: return false;
  }
}

// Once an error is recorded the current token is End for good: every rule then finds nothing it could take, and the
// recursion unwinds. Only the first error counts.
class Parser {
 public:
  Parser(const Source& source, bytecode::TextPool& texts, Arena& nodes, int levels,
         const Patience& patience)
      : lexer_(source, texts), nodes_(nodes), patience_(patience), levels_left_(levels) {
    out_.lines.reserve(size_t(source.end - source.begin) / 4 + 16);
    out_.lines.push_back(1);
  }

  ParsedChunk run() {
    read();
    out_.block = block();
    if (!failed_) expect(TokenKind::End);
    out_.lines.push_back(lexer_.line());
    return std::move(out_);
  }

 private:
  // -- tokens
  void read();
  void take();
  TokenKind look_ahead();
  bool at(TokenKind kind) const { return current_.kind == kind; }
  bool at(char c) const { return current_.kind == c; }
  template <class Kind>
  bool take_if(Kind kind);
  void expect(TokenKind kind);
  void expect_and_take(TokenKind kind);
  void expect_match(TokenKind closing, TokenKind opening, int opened_on_line);
  const Text* take_name();
  uint32_t number() const {  // of the current token
    return out_.lines.size() < 2 ? 0 : uint32_t(out_.lines.size() - 2);
  }
  int line() const { return out_.lines.back(); }  // of the current token

  // -- errors
  void fail_near(std::string_view what) { fail(lexer_.message_near(what, current_.kind)); }
  void fail(std::string message);
  bool enter_level();
  void leave_level() { ++levels_left_; }

  template <class T>
  T* node(ExprKind kind);
  template <class T>
  T* statement_node(StmtKind kind);
  Expr* missing() { return nodes_.make<Expr>(); }

  // -- expressions
  Expr* expression(int limit = 0);
  Expr* operand();
  Expr* simple();
  Expr* suffixed();
  Expr* primary();
  Expr* parenthesised();
  bool at_suffix(SuffixKind* kind) const;
  Suffix* new_suffix(SuffixedExpr* to, SuffixKind kind);
  void add_suffix(SuffixedExpr* to, SuffixKind kind);
  void arguments(Suffix* call);
  Expr* table();
  void field(ListBuilder<Field>& fields);
  Expr* expression_list();
  FunctionBody* function_body(int line);
  void parameters(FunctionBody* body);

  // -- statements
  Block block();
  bool at_block_end(bool or_until) const;
  Stmt* statement();
  Stmt* statement_at_level();
  Stmt* if_statement();
  Stmt* while_statement();
  Stmt* repeat_statement();
  Stmt* do_statement();
  Stmt* for_statement();
  Stmt* function_statement();
  Stmt* local_statement();
  Stmt* local_variables(Stmt place);
  Stmt* label_statement();
  Stmt* return_statement();
  Stmt* expression_statement();

  Lexer lexer_;
  Arena& nodes_;
  const Patience& patience_;
  Token current_;
  Token ahead_;
  bool has_ahead_ = false;
  bool failed_ = false;
  int levels_left_;
  ParsedChunk out_;
};

// ------------------------------------------------------------------------------------------------------ tokens

// Makes the next token current.
void Parser::read() {
  if (has_ahead_) {
    current_ = ahead_;
    has_ahead_ = false;
  } else {
    lexer_.next(current_);
  }
  out_.lines.push_back(lexer_.line());
  if (out_.lines.size() % Patience::kTokens == 0 && !patience_.lasts()) [[unlikely]]
    fail(kStoppedError);
  if (lexer_.failed() && !failed_) [[unlikely]] {
    // Taking the token before this one is what failed.
    out_.lines.pop_back();
    fail(lexer_.error());
  }
}

void Parser::take() {
  if (!failed_) read();
}

// The kind of the token after the current one. As it reads on, the current token counts as being on that one's line.
TokenKind Parser::look_ahead() {
  lexer_.next(ahead_);
  if (lexer_.failed()) {
    fail(lexer_.error());
    return TokenKind::End;
  }
  has_ahead_ = true;
  out_.lines.back() = lexer_.line();
  return ahead_.kind;
}

template <class Kind>
bool Parser::take_if(Kind kind) {
  if (!at(kind)) return false;
  take();
  return true;
}

void Parser::expect(TokenKind kind) {
  if (!at(kind)) fail_near(spelling(kind) + " expected");
}

void Parser::expect_and_take(TokenKind kind) {
  if (!take_if(kind)) [[unlikely]]
    expect(kind);
}

void Parser::expect_match(TokenKind closing, TokenKind opening, int opened_on_line) {
  if (take_if(closing)) return;
  if (opened_on_line == line()) return expect(closing);
  fail_near(spelling(closing) + " expected (to close " + spelling(opening) + " at line " +
            std::to_string(opened_on_line) + ")");
}

const Text* Parser::take_name() {
  if (!at(TokenKind::Name)) {
    expect(TokenKind::Name);
    return nullptr;
  }
  const Text* name = current_.text;
  take();
  return name;
}

// ------------------------------------------------------------------------------------------------------ errors

TRI_COLD void Parser::fail(std::string message) {
  if (failed_) return;
  failed_ = true;
  out_.error = std::move(message);
  out_.stopped_at = number();
  current_.kind = TokenKind::End;
  has_ahead_ = false;
}

bool Parser::enter_level() {
  if (--levels_left_ > 0) [[likely]]
    return true;
  fail(kNestingError);
  return false;
}

template <class T>
T* Parser::node(ExprKind kind) {
  T* made = nodes_.make<T>();
  made->kind = kind;
  return made;
}

template <class T>
T* Parser::statement_node(StmtKind kind) {
  T* made = nodes_.make<T>();
  made->kind = kind;
  made->token = number();
  return made;
}

// ------------------------------------------------------------------------------------------------- expressions

// An expression whose operators all bind tighter than `limit`.
Expr* Parser::expression(int limit) {
  if (!enter_level()) {
    leave_level();
    return missing();
  }
  Expr* first = operand();
  BinaryOp op;
  if (binary_op(current_.kind, &op) && kBinaryPrecedence[int(op)].left > limit) {
    auto* binary = node<BinaryExpr>(ExprKind::Binary);
    ListBuilder<Expr> operands;
    operands.add(first);
    do {
      take();
      Expr* right = expression(kBinaryPrecedence[int(op)].right);
      right->op_before = op;
      operands.add(right);
    } while (binary_op(current_.kind, &op) && kBinaryPrecedence[int(op)].left > limit);
    binary->operands = operands.first;
    first = binary;
  }
  leave_level();
  return first;
}

Expr* Parser::operand() {
  UnaryOp op;
  if (!unary_op(current_.kind, &op)) return simple();
  auto* unary = node<UnaryExpr>(ExprKind::Unary);
  unary->op = op;
  take();
  unary->operand = expression(kUnaryPrecedence);
  return unary;
}

Expr* Parser::simple() {
  Expr* made = nullptr;
  switch (int(current_.kind)) {
    case int(TokenKind::Integer): {
      auto* integer = node<IntegerExpr>(ExprKind::Integer);
      integer->value = current_.integer;
      made = integer;
      break;
    }
    case int(TokenKind::Float): {
      auto* number = node<FloatExpr>(ExprKind::Float);
      number->value = current_.number;
      made = number;
      break;
    }
    case int(TokenKind::String): {
      auto* string = node<TextExpr>(ExprKind::String);
      string->text = current_.text;
      made = string;
      break;
    }
    case int(TokenKind::Nil): made = node<Expr>(ExprKind::Nil); break;
    case int(TokenKind::True): made = node<Expr>(ExprKind::True); break;
    case int(TokenKind::False): made = node<Expr>(ExprKind::False); break;
    case int(TokenKind::Dots): made = node<Expr>(ExprKind::VarArg); break;
    case int(TokenKind::Function): {
      auto* function = node<FunctionExpr>(ExprKind::Function);
      take();
      function->body = function_body(line());
      return function;
    }
    case '{': return table();
    default: return suffixed();
  }
  take();
  return made;
}

Expr* Parser::suffixed() {
  Expr* first = primary();
  SuffixKind kind;
  if (!at_suffix(&kind)) return first;
  auto* whole = node<SuffixedExpr>(ExprKind::Suffixed);
  whole->primary = first;
  do {
    add_suffix(whole, kind);
  } while (at_suffix(&kind));
  return whole;
}

Expr* Parser::primary() {
  if (at(TokenKind::Name)) {
    auto* name = node<TextExpr>(ExprKind::Name);
    name->text = current_.text;
    take();
    return name;
  }
  if (at('(')) return parenthesised();
  fail_near("unexpected symbol");
  return missing();
}

Expr* Parser::parenthesised() {
  const int opened_on_line = line();
  auto* paren = node<ParenExpr>(ExprKind::Paren);
  take();
  paren->inner = expression();
  expect_match(character(')'), character('('), opened_on_line);
  return paren;
}

bool Parser::at_suffix(SuffixKind* kind) const {
  switch (int(current_.kind)) {
    case '.': *kind = SuffixKind::Field; return true;
    case '[': *kind = SuffixKind::Index; return true;
    case ':': *kind = SuffixKind::Method; return true;
    case '(':
    case '{':
    case int(TokenKind::String): *kind = SuffixKind::Call; return true;
    default: return false;
  }
}

Suffix* Parser::new_suffix(SuffixedExpr* to, SuffixKind kind) {
  auto* made = nodes_.make<Suffix>();
  made->kind = kind;
  (to->last != nullptr ? to->last->next : to->suffixes) = made;
  to->last = made;
  return made;
}

void Parser::add_suffix(SuffixedExpr* to, SuffixKind kind) {
  Suffix* made = new_suffix(to, kind);
  switch (kind) {
    case SuffixKind::Field:
      take();
      made->name = take_name();
      break;
    case SuffixKind::Index:
      take();
      made->operand = expression();
      expect_and_take(character(']'));
      break;
    case SuffixKind::Method:
      take();
      made->name = take_name();
      arguments(made);
      break;
    case SuffixKind::Call: arguments(made); break;
  }
}

void Parser::arguments(Suffix* call) {
  const int opened_on_line = line();
  switch (int(current_.kind)) {
    case '(':
      take();
      if (!at(')')) call->operand = expression_list();
      expect_match(character(')'), character('('), opened_on_line);
      return;
    case '{':
      call->style = ArgumentStyle::Table;
      call->operand = table();
      return;
    case int(TokenKind::String): {
      call->style = ArgumentStyle::String;
      auto* string = node<TextExpr>(ExprKind::String);
      string->text = current_.text;
      call->operand = string;
      take();
      return;
    }
    default: fail_near("function arguments expected");
  }
}

Expr* Parser::table() {
  const int opened_on_line = line();
  auto* made = node<TableExpr>(ExprKind::Table);
  ListBuilder<Field> fields;
  take();
  while (!at('}')) {
    field(fields);
    made->ends_in_separator = take_if(',') || take_if(';');
    if (!made->ends_in_separator) break;
    if (at('}')) break;
    made->ends_in_separator = false;
  }
  expect_match(character('}'), character('{'), opened_on_line);
  made->fields = fields.first;
  return made;
}

void Parser::field(ListBuilder<Field>& fields) {
  auto* made = nodes_.make<Field>();
  made->kind = FieldKind::Item;
  fields.add(made);
  if (at('[')) {
    made->kind = FieldKind::Keyed;
    take();
    made->key = expression();
    expect_and_take(character(']'));
  } else if (at(TokenKind::Name) && look_ahead() == '=') {
    made->kind = FieldKind::Named;
    made->name = current_.text;
    take();
  }
  if (made->kind != FieldKind::Item) expect_and_take(character('='));
  made->value = expression();
}

Expr* Parser::expression_list() {
  ListBuilder<Expr> list;
  list.add(expression());
  while (take_if(',')) list.add(expression());
  return list.first;
}

// `line` is where messages say that the function begins.
FunctionBody* Parser::function_body(int line) {
  auto* body = nodes_.make<FunctionBody>();
  expect_and_take(character('('));
  parameters(body);
  expect_and_take(character(')'));
  body->block = block();
  expect_match(TokenKind::EndWord, TokenKind::Function, line);
  return body;
}

void Parser::parameters(FunctionBody* body) {
  if (at(')')) return;
  ListBuilder<Identifier> names;
  do {
    if (at(TokenKind::Name)) {
      auto* parameter = nodes_.make<Identifier>();
      parameter->name = take_name();
      names.add(parameter);
    } else if (take_if(TokenKind::Dots)) {
      body->is_vararg = true;
    } else {
      fail_near("<name> or '...' expected");
    }
  } while (!body->is_vararg && take_if(','));
  body->parameters = names.first;
}

// -------------------------------------------------------------------------------------------------- statements

bool Parser::at_block_end(bool or_until) const {
  switch (current_.kind) {
    case TokenKind::Else:
    case TokenKind::ElseIf:
    case TokenKind::EndWord:
    case TokenKind::End: return true;
    case TokenKind::Until: return or_until;
    default: return false;
  }
}

Block Parser::block() {
  ListBuilder<Stmt> statements;
  while (!at_block_end(true)) {
    const bool last = at(TokenKind::Return);
    statements.add(statement());
    if (last) break;
  }
  return {statements.first};
}

Stmt* Parser::statement() {
  Stmt* made;
  if (enter_level()) {
    made = statement_at_level();
  } else {
    made = statement_node<CallStmt>(StmtKind::Call);  // incomplete: nobody gets past its start
  }
  leave_level();
  return made;
}

Stmt* Parser::statement_at_level() {
  switch (int(current_.kind)) {
    case ';': {
      auto* empty = statement_node<Stmt>(StmtKind::Empty);
      take();
      return empty;
    }
    case int(TokenKind::If): return if_statement();
    case int(TokenKind::While): return while_statement();
    case int(TokenKind::Do): return do_statement();
    case int(TokenKind::For): return for_statement();
    case int(TokenKind::Repeat): return repeat_statement();
    case int(TokenKind::Function): return function_statement();
    case int(TokenKind::Local): return local_statement();
    case int(TokenKind::DoubleColon): return label_statement();
    case int(TokenKind::Return): return return_statement();
    case int(TokenKind::Break): {
      auto* made = statement_node<Stmt>(StmtKind::Break);
      take();
      return made;
    }
    case int(TokenKind::Goto): {
      auto* made = statement_node<GotoStmt>(StmtKind::Goto);
      take();
      made->label = take_name();
      return made;
    }
    default: return expression_statement();
  }
}

Stmt* Parser::if_statement() {
  const int opened_on_line = line();
  auto* made = statement_node<IfStmt>(StmtKind::If);
  ListBuilder<IfClause> clauses;
  do {
    auto* clause = nodes_.make<IfClause>();
    clauses.add(clause);
    take();  // if, elseif
    clause->condition = expression();
    expect_and_take(TokenKind::Then);
    clause->block = block();
  } while (at(TokenKind::ElseIf));
  made->clauses = clauses.first;
  if (take_if(TokenKind::Else)) {
    made->has_else = true;
    made->else_block = block();
  }
  expect_match(TokenKind::EndWord, TokenKind::If, opened_on_line);
  return made;
}

Stmt* Parser::while_statement() {
  const int opened_on_line = line();
  auto* made = statement_node<LoopStmt>(StmtKind::While);
  take();
  made->condition = expression();
  expect_and_take(TokenKind::Do);
  made->block = block();
  expect_match(TokenKind::EndWord, TokenKind::While, opened_on_line);
  return made;
}

Stmt* Parser::repeat_statement() {
  const int opened_on_line = line();
  auto* made = statement_node<LoopStmt>(StmtKind::Repeat);
  take();
  made->block = block();
  expect_match(TokenKind::Until, TokenKind::Repeat, opened_on_line);
  made->condition = expression();
  return made;
}

Stmt* Parser::do_statement() {
  const int opened_on_line = line();
  auto* made = statement_node<DoStmt>(StmtKind::Do);
  take();
  made->block = block();
  expect_match(TokenKind::EndWord, TokenKind::Do, opened_on_line);
  return made;
}

Stmt* Parser::for_statement() {
  const int opened_on_line = line();
  auto* made = statement_node<ForStmt>(StmtKind::GenericFor);
  ListBuilder<Identifier> names;
  const auto name = [&] {
    auto* identifier = nodes_.make<Identifier>();
    names.add(identifier);
    identifier->name = take_name();
  };
  take();
  name();
  made->names = names.first;
  if (take_if('=')) {
    made->kind = StmtKind::NumericFor;
    ListBuilder<Expr> values;
    values.add(expression());
    made->values = values.first;
    expect_and_take(character(','));
    values.add(expression());
    if (take_if(',')) values.add(expression());
  } else if (at(',') || at(TokenKind::In)) {
    while (take_if(',')) name();
    expect_and_take(TokenKind::In);
    made->values = expression_list();
  } else {
    fail_near("'=' or 'in' expected");
  }
  expect_and_take(TokenKind::Do);
  made->block = block();
  expect_match(TokenKind::EndWord, TokenKind::For, opened_on_line);
  return made;
}

Stmt* Parser::function_statement() {
  const int begins_on_line = line();
  auto* made = statement_node<FunctionStmt>(StmtKind::Function);
  take();
  auto* target = node<SuffixedExpr>(ExprKind::Suffixed);
  made->target = target;
  auto* first = node<TextExpr>(ExprKind::Name);
  first->text = take_name();
  target->primary = first;
  while (!made->is_method && (at('.') || at(':'))) {
    made->is_method = at(':');
    Suffix* part = new_suffix(target, SuffixKind::Field);
    take();
    part->name = take_name();
  }
  made->body = function_body(begins_on_line);
  return made;
}

Stmt* Parser::local_statement() {
  Stmt place{StmtKind::Local, number()};
  take();
  if (!at(TokenKind::Function)) return local_variables(place);
  take();
  auto* made = nodes_.make<LocalFunctionStmt>();
  static_cast<Stmt&>(*made) = {StmtKind::LocalFunction, place.token};
  made->name = take_name();
  made->body = function_body(line());
  return made;
}

Stmt* Parser::local_variables(Stmt place) {
  auto* made = nodes_.make<LocalStmt>();
  static_cast<Stmt&>(*made) = place;
  ListBuilder<LocalName> names;
  do {
    auto* variable = nodes_.make<LocalName>();
    names.add(variable);
    variable->name = take_name();
    if (take_if('<')) {
      variable->has_attribute = true;
      variable->attribute = take_name();
      expect_and_take(character('>'));
    }
  } while (take_if(','));
  made->names = names.first;
  if (take_if('=')) made->values = expression_list();
  return made;
}

Stmt* Parser::label_statement() {
  auto* made = statement_node<LabelStmt>(StmtKind::Label);
  take();
  made->name = take_name();
  expect_and_take(TokenKind::DoubleColon);
  ListBuilder<Stmt> after;
  while (at(';') || at(TokenKind::DoubleColon)) after.add(statement());
  made->empty_after = {after.first};
  made->ends_block = at_block_end(false);
  return made;
}

Stmt* Parser::return_statement() {
  auto* made = statement_node<ReturnStmt>(StmtKind::Return);
  take();
  if (!at_block_end(true) && !at(';')) made->values = expression_list();
  made->has_semicolon = take_if(';');
  return made;
}

// A call or an assignment.
Stmt* Parser::expression_statement() {
  const uint32_t first_token = number();
  const auto is_variable = [](const Expr* e) {
    if (e->kind == ExprKind::Suffixed) return !static_cast<const SuffixedExpr*>(e)->last->is_call();
    return e->kind == ExprKind::Name;
  };
  const auto is_call = [](const Expr* e) {
    return e->kind == ExprKind::Suffixed && static_cast<const SuffixedExpr*>(e)->last->is_call();
  };
  Expr* first = suffixed();
  if (!at('=') && !at(',')) {
    auto* made = nodes_.make<CallStmt>();
    static_cast<Stmt&>(*made) = {StmtKind::Call, first_token};
    made->call = first;
    if (!is_call(first)) fail_near("syntax error");
    return made;
  }
  auto* made = nodes_.make<AssignStmt>();
  static_cast<Stmt&>(*made) = {StmtKind::Assign, first_token};
  ListBuilder<Expr> targets;
  targets.add(first);
  int levels = 0;
  for (;;) {
    if (!is_variable(first)) fail_near("syntax error");
    if (!take_if(',')) break;
    first = suffixed();
    targets.add(first);
    ++levels;
    if (!enter_level()) break;
  }
  made->targets = targets.first;
  expect_and_take(character('='));
  made->values = expression_list();
  levels_left_ += levels;
  return made;
}

}  // namespace

ParsedChunk parse(const Source& source, bytecode::TextPool& texts, Arena& nodes, int levels,
                  const Patience& patience) {
  return Parser(source, texts, nodes, levels, patience).run();
}

}  // namespace tri::syntax
