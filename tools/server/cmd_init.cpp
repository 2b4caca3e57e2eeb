// trinity init: a folder with a first function.
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "commands.hpp"
#include "server/functions/names.hpp"

namespace tri::serve {

namespace {

struct File {
  const char* path;
  const char* text;  // NAME stands for the function's name
};

constexpr File kFiles[] = {
    {"function.toml",
     R"([function]
name = "NAME"

[limits]
deadline_ms = 1000          # wall time of a request, waiting included
memory_bytes = 16_777_216   # heap of a request
# cpu_fuel = 5_000_000      # abstract steps, the same on every machine

[capabilities]              # nothing is reachable unless it is listed here
# kv = ["visits:write"]
# fetch = ["https://example.org/*"]
clock = "coarse"
)"},
    {"main.lua",
     R"(-- Called for every request, each in a fresh state: what one request changes, no other sees.
local greeting = require "greeting"

return function(req, ctx)
  local who = req.query.name or "world"
  return { status = 200, json = { message = greeting.of(who), path = req.path } }
end
)"},
    {"lib/greeting.lua",
     R"(local greeting = {}

function greeting.of(who)
  return ("Hello, %s!"):format(who)
end

return greeting
)"},
    {"fixtures/world.json",
     R"({
  "request": { "method": "GET", "path": "/", "query": "name=Ada" },
  "expect": { "status": 200, "json": { "message": "Hello, Ada!", "path": "/" } }
}
)"},
};

}  // namespace

int run_init(Arguments& a) {
  if (!a.finish("init", "NAME", 1, 1)) return a.status();
  namespace fs = std::filesystem;
  const fs::path folder = a.words()[0];
  const std::string name = folder.filename().string();
  if (!server::is_name(name)) return complain("'" + name + "': " + server::kNameRule, kUsage);
  std::error_code error;
  if (fs::exists(folder)) return complain("'" + folder.string() + "' is there already", kNoInput);
  for (const File& file : kFiles) {
    const fs::path path = folder / file.path;
    fs::create_directories(path.parent_path(), error);
    std::string text = file.text;
    if (const size_t at = text.find("NAME"); at != text.npos) text.replace(at, 4, name);
    std::ofstream out(path, std::ios::binary);
    out << text;
    out.close();
    if (error || !out) return complain("cannot write '" + path.string() + "'");
  }
  std::printf(
      "made %s/. Next:\n"
      "  trinity test %s        run its fixtures\n"
      "  trinity dev %s         serve it at http://127.0.0.1:8080/dev/%s, reloading on change\n"
      "  trinity serve             start a server, then in another terminal:\n"
      "  trinity deploy %s --tenant acme\n"
      "  curl 'http://127.0.0.1:8080/acme/%s?name=Ada'\n",
      folder.c_str(), folder.c_str(), folder.c_str(), name.c_str(), folder.c_str(), name.c_str());
  return 0;
}

}  // namespace tri::serve
