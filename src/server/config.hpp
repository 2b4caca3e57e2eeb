// Config: what trinity.toml says. Fields and their meanings are the rows of settings.def.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace tri::server {

struct Config {
#define TRI_TEXT(section, key, field, otherwise, meaning) std::string field = otherwise;
#define TRI_INTEGER(section, key, field, otherwise, least, most, meaning) int64_t field = otherwise;
#define TRI_BOOLEAN(section, key, field, otherwise, meaning) bool field = otherwise;
#include "server/settings.def"
#undef TRI_TEXT
#undef TRI_INTEGER
#undef TRI_BOOLEAN
};

// Threads that run functions.
unsigned runner_threads(const Config& config);

// Where the admin plane is, as commands take it: "http://127.0.0.1:8081", "unix:PATH".
std::string admin_url(const Config& config);
// Who may connect to the admin plane's Unix socket, as chmod(2) has it.
unsigned admin_mode(const Config& config);

// `name` is what messages call the file. Errors: a line that is no TOML, a key that is none, a value out of its range.
Result<Config> read_config(std::string_view name, std::string_view text);

}  // namespace tri::server
