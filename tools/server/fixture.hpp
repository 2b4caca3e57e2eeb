// A fixture of a function: a request, what the outside says to it, and what is expected.
//
//   {
//     "request": { "method": "GET", "path": "/", "query": "a=b", "headers": {"x": "y"}, "body": "text" or "json": any },
//     "mocks":   { "kv": {"store": {"key": "value"}}, "secrets": {"name": "value"},
//                  "fetch": {"URL": {"status": 200, "headers": {}, "body": "text"}},
//                  "now_ms": 1700000000000 (what os.time and os.date go by) },
//     "expect":  { "status": 200, "headers": {}, "body": "text" or "json": any, "error": "lua.error",
//                  "kv": {"store": {"key": "value"}} }
//   }
//
// Every part may be left out.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "server/sandbox/sandbox.hpp"
#include "server/text/json_value.hpp"

namespace tri::serve {

struct Outcome {
  std::string code = {};  // of a failure, else ""
  std::string message = {};
  server::Outgoing answer = {};
  std::map<std::string, std::map<std::string, std::string>> kv = {};

  // All of it, for comparing and showing.
  std::string text() const {
    std::string all = code.empty() ? std::to_string(answer.status) : code + ": " + message;
    for (const auto& [name, value] : answer.fields) all += "\n" + name + ": " + value;
    return all + "\n" + answer.body;
  }
};

// What a request cost, in ns.
struct Cost {
  int64_t init_ns = 0, run_ns = 0;
  int64_t fuel = 0;
  size_t heap_bytes = 0;
};

// Runs the fixture's request in a sandbox of its own, of tiers up to `tier` (0: all). `cost` may be null.
Outcome run_once(const std::shared_ptr<const server::Version>& version,
                 const server::JsonValue& fixture, server::LiveRequests& live, uint32_t tier,
                 Cost* cost = nullptr);

// Makes a sandbox and no more: whether init runs where nothing outside answers.
Outcome prepare_once(const std::shared_ptr<const server::Version>& version,
                     server::LiveRequests& live, uint32_t tier);

// JSON with the members of objects in the order of their names, so that equal values are equal texts.
std::string json_text(const server::JsonValue& v);

}  // namespace tri::serve
