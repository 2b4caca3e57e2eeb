#include "server/config.hpp"

#include <algorithm>
#include <thread>

#include "server/text/toml_reader.hpp"

namespace tri::server {

unsigned runner_threads(const Config& config) {
  if (config.threads > 0) return unsigned(config.threads);
  return std::max(2u, std::thread::hardware_concurrency());
}

Result<Config> read_config(std::string_view name, std::string_view text) {
  Config c;
  TomlReader in{name, text};
#define TRI_TEXT(in_section, key, field, otherwise, meaning) \
  in.section(in_section);                                    \
  in.text(key, &c.field);
#define TRI_INTEGER(in_section, key, field, otherwise, least, most, meaning) \
  in.section(in_section);                                                    \
  in.integer(key, least, most, &c.field);
#define TRI_BOOLEAN(in_section, key, field, otherwise, meaning) \
  in.section(in_section);                                       \
  in.boolean(key, &c.field);
#include "server/settings.def"
#undef TRI_TEXT
#undef TRI_INTEGER
#undef TRI_BOOLEAN
  TRI_TRY_VOID(in.finish());
  if (c.admin_address != "127.0.0.1" && c.admin_address != "::1")
    return fail(std::string(name) + ": 'admin.address' should be 127.0.0.1 or ::1, found '" +
                c.admin_address + "': administration is not for the network");
  if (c.certificate.empty() != c.key.empty())
    return fail(std::string(name) + ": 'listen.certificate' and 'listen.key' go together");
  if (c.data.empty()) return fail(std::string(name) + ": 'data' should name a folder");
  return c;
}

}  // namespace tri::server
