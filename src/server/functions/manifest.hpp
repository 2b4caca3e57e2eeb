// Manifest: what a function's function.toml says.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace tri::server {

struct Limits {
  // Abstract steps, the same on every tier; 0: not counted.
  int64_t cpu_fuel = 0;
  int64_t deadline_ms = 1000;  // of wall time, waiting included
  int64_t memory_bytes = 16 << 20;
  int64_t output_bytes = 1 << 20;  // of an answer's body, and of what it logs
  int64_t subrequests = 8;
  int64_t requests_per_second = 0;  // 0: as many as come
  int64_t body_bytes = 0;           // of a request's body; 0: what the server takes
};

enum class Clock : uint8_t { None, Coarse, Fine };

struct Capabilities {
  struct Store {
    std::string name;
    bool may_write = false;
  };
  std::vector<Store> stores;         // kv = ["quotes:read", "sessions:write"]
  std::vector<std::string> fetch;    // URLs that may be asked; a * at the end takes the rest
  std::vector<std::string> secrets;  // names
  Clock clock = Clock::Coarse;
};

// Whether a list of capabilities has it.
bool may_use(const Capabilities& can, std::string_view store, bool to_write);
bool may_know(const Capabilities& can, std::string_view secret);
bool may_fetch(const Capabilities& can, std::string_view url);

struct Manifest {
  std::string name;
  std::string entry = "main.lua";
  std::string purity = "auto";  // auto, pure, effects
  Limits limits;
  Capabilities capabilities;
};

// Reads function.toml. Errors: "function.toml:3: unknown key 'limits.deadlin_ms'; did you mean 'deadline_ms'?"
Result<Manifest> read_manifest(std::string_view text);

}  // namespace tri::server
