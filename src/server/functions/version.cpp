#include "server/functions/version.hpp"

#include "syntax/compile.hpp"

namespace tri::server {

namespace {

std::atomic<uint64_t> next_id{1};

// Names of modules are words joined by dots; everything else finds nothing, so no name leads out of the bundle.
bool is_module_name(std::string_view name) {
  bool after_dot = true;
  for (const char c : name) {
    if (c == '.') {
      if (after_dot) return false;
      after_dot = true;
      continue;
    }
    const bool is_word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                         (c >= '0' && c <= '9') || c == '_' || c == '-';
    if (!is_word) return false;
    after_dot = false;
  }
  return !after_dot;
}

}  // namespace

void Version::set_number(int64_t number) {
  number_ = number;
  label_ = "v" + std::to_string(number);
}

Answer<std::shared_ptr<Version>> Version::make(std::string tenant, int64_t number,
                                               const Bundle& bundle) {
  const std::string* text = bundle.find("function.toml");
  if (!text) return refuse(FailureCode::LoadBundle, "the bundle has no function.toml");
  Result<Manifest> manifest = read_manifest(*text);
  if (!manifest) return refuse(FailureCode::LoadBundle, manifest.error().message);
  std::shared_ptr<Version> v(new Version);
  v->id_ = next_id.fetch_add(1, std::memory_order_relaxed);
  v->tenant_ = std::move(tenant);
  v->set_number(number);
  v->manifest_ = std::move(*manifest);
  v->full_name_ = v->tenant_ + "/" + v->manifest_.name;
  for (const auto& [path, source] : bundle.files) {
    if (!path.ends_with(".lua")) continue;
    // A binary chunk is no source: it would not begin with a word of the language.
    Result<bytecode::Chunk> chunk =
        syntax::compile(syntax::skip_file_prefix(source), "@" + path, {});
    if (!chunk) return refuse(FailureCode::LoadSyntax, chunk.error().message);
    v->chunks_.emplace(path, std::move(*chunk));
  }
  v->entry_ = v->chunk_of(v->manifest_.entry);
  if (!v->entry_)
    return refuse(FailureCode::LoadBundle,
                  "the bundle has no file '" + v->manifest_.entry + "', which its entry names");
  return v;
}

Answer<std::shared_ptr<Version>> Version::of_parts(uint64_t id, std::string tenant, int64_t number,
                                                   Manifest manifest,
                                                   std::map<std::string, bytecode::Chunk> chunks) {
  std::shared_ptr<Version> v(new Version);
  v->id_ = id;
  v->tenant_ = std::move(tenant);
  v->set_number(number);
  v->manifest_ = std::move(manifest);
  v->full_name_ = v->tenant_ + "/" + v->manifest_.name;
  v->chunks_ = std::move(chunks);
  v->entry_ = v->chunk_of(v->manifest_.entry);
  if (!v->entry_)
    return refuse(FailureCode::LoadBundle, "no chunk '" + v->manifest_.entry + "', the entry");
  return v;
}

const bytecode::Chunk* Version::chunk_of(const std::string& path) const {
  const auto found = chunks_.find(path);
  return found == chunks_.end() ? nullptr : &found->second;
}

const bytecode::Chunk* Version::module(std::string_view name) const {
  if (!is_module_name(name)) return nullptr;
  std::string path(name);
  for (char& c : path)
    if (c == '.') c = '/';
  for (const std::string& candidate :
       {"lib/" + path + ".lua", "lib/" + path + "/init.lua", path + ".lua"})
    if (const bytecode::Chunk* found = chunk_of(candidate)) return found;
  return nullptr;
}

}  // namespace tri::server
