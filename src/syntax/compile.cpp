#include "syntax/compile.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <utility>

#include "bytecode/chunk_name.hpp"
#include "syntax/cursor.hpp"
#include "syntax/emitter.hpp"

namespace tri::syntax {

Result<bytecode::Chunk> compile(std::string_view text, std::string_view chunk_name,
                                const CompileOptions& options) {
  if (text.size() >= kNoToken) return fail("chunk has more than 4 GiB of source");
  chunk_name = chunk_name.substr(0, chunk_name.find('\0'));
  // The lexer wants a zero at the end.
  const auto copy = std::make_unique_for_overwrite<char[]>(text.size() + 1);
  std::memcpy(copy.get(), text.data(), text.size());
  copy[text.size()] = '\0';
  const Source source{copy.get(), copy.get() + text.size(), bytecode::shown_name(chunk_name),
                      options.open};

  bytecode::Chunk chunk;
  Arena nodes;
  const ParsedChunk parsed = parse(source, chunk.texts, nodes, options.levels, options.patience);
  if (parsed.error == kStoppedError) return fail(kStoppedError);
  Cursor cursor(source, parsed, options.patience);
  Emitter emitter(cursor, chunk.texts, chunk.texts.add(chunk_name));
  chunk.main = emitter.run(parsed.block);
  if (cursor.failed()) return fail(cursor.error());
  TRI_ASSERT(parsed.stopped_at == kNoToken);
  return chunk;
}

bool is_limit_error(const Error& error) {
  return error.message == kNestingError ||
         (error.message.starts_with("too many ") && error.message.ends_with(")"));
}

std::string_view skip_file_prefix(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (!text.starts_with('#')) return text;
  text.remove_prefix(std::min(text.find('\n'), text.size()));
  if (text.starts_with("\n\x1b")) text.remove_prefix(1);
  return text;
}

}  // namespace tri::syntax
