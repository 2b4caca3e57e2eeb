#include "server/config.hpp"

#include <algorithm>
#include <thread>

#include "server/access/local_socket.hpp"
#include "server/text/toml_reader.hpp"

namespace tri::server {

unsigned runner_threads(const Config& config) {
  if (config.threads > 0) return unsigned(config.threads);
  return std::max(2u, std::thread::hardware_concurrency());
}

std::string admin_url(const Config& c) {
  if (!c.admin_path.empty()) return "unix:" + c.admin_path;
  const bool is_six = c.admin_address.find(':') != std::string::npos;
  return "http://" + (is_six ? "[" + c.admin_address + "]" : c.admin_address) + ":" +
         std::to_string(c.admin_port);
}

unsigned admin_mode(const Config& config) { return config.admin_mode == "0660" ? 0660 : 0600; }

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
  if (c.admin_mode != "0600" && c.admin_mode != "0660")
    return fail(std::string(name) + ": 'admin.mode' should be \"0600\" or \"0660\", found \"" +
                c.admin_mode + "\"");
  if (c.admin_path.size() > LocalSocket::kMaxPath)
    return fail(std::string(name) + ": 'admin.path' should have at most " +
                std::to_string(LocalSocket::kMaxPath) + " bytes, as paths of sockets do; found " +
                std::to_string(c.admin_path.size()));
  if (c.certificate.empty() != c.key.empty())
    return fail(std::string(name) + ": 'listen.certificate' and 'listen.key' go together");
  if (c.data.empty()) return fail(std::string(name) + ": 'data' should name a folder");
  return c;
}

}  // namespace tri::server
