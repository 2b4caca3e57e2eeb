// Version: one deployed bundle of a function, compiled and ready to be loaded into sandboxes. Never changes.
//
// Any thread may read it. Its sources are in the store alone.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "bytecode/chunk.hpp"
#include "server/failure.hpp"
#include "server/functions/bundle.hpp"
#include "server/functions/life.hpp"
#include "server/functions/manifest.hpp"

namespace tri::server {

class Version {
 public:
  // Reads function.toml and compiles every Lua file. `number` counts a function's versions from 1.
  // Errors: LoadBundle, LoadSyntax.
  static Answer<std::shared_ptr<Version>> make(std::string tenant, int64_t number,
                                               const Bundle& bundle);
  // One that another process has made, with its id.
  // Errors: LoadBundle when there is no chunk that the entry names.
  static Answer<std::shared_ptr<Version>> of_parts(uint64_t id, std::string tenant, int64_t number,
                                                   Manifest manifest,
                                                   std::map<std::string, bytecode::Chunk> chunks);
  // Before anybody else has it.
  void set_number(int64_t number);

  const std::string& tenant() const { return tenant_; }
  const Manifest& manifest() const { return manifest_; }
  int64_t number() const { return number_; }
  const std::string& label() const { return label_; }  // "v17"
  // "tenant/function"
  const std::string& full_name() const { return full_name_; }

  // The file that `require(name)` means: lib/a/b.lua, lib/a/b/init.lua, then a/b.lua for the name "a.b". Null: there is none.
  const bytecode::Chunk* module(std::string_view name) const;
  const bytecode::Chunk& entry() const { return *entry_; }
  const std::map<std::string, bytecode::Chunk>& chunks() const { return chunks_; }  // by path

  // How quick its requests have been lately (running/runner.cpp).
  std::atomic<int>& temper() const { return temper_; }
  Life& life() const { return life_; }

  // Distinguishes versions for pools of sandboxes; never reused while the process lives.
  uint64_t id() const { return id_; }

 private:
  Version() = default;
  const bytecode::Chunk* chunk_of(const std::string& path) const;

  std::string tenant_, full_name_, label_;
  int64_t number_ = 0;
  uint64_t id_ = 0;
  mutable std::atomic<int> temper_{0};
  mutable Life life_;
  Manifest manifest_;
  std::map<std::string, bytecode::Chunk> chunks_;  // by path
  const bytecode::Chunk* entry_ = nullptr;
};

}  // namespace tri::server
