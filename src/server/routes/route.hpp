// Route: one endpoint of the admin plane, and what its handlers get and give.
//
// The table of routes (routes.cpp) is the API's index: dispatch, roles, `405`s and the reference in the manual are read from it.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "server/access/role.hpp"
#include "server/config.hpp"
#include "server/failure.hpp"
#include "server/functions/catalog.hpp"
#include "server/running/job_runner.hpp"
#include "server/running/log_book.hpp"
#include "server/storage/store.hpp"

namespace tri::server {

class AccessLog;
class DataPlane;
class SocketPlane;

// What handlers work on.
struct Administration {
  const Config& config;
  Store& store;
  Catalog& catalog;
  JobRunner& runner;
  LogBook& log;
  DataPlane& data;
  SocketPlane& sockets;
  AccessLog& access;
  int64_t started_ns = 0;
  std::atomic<bool> ready{false};

  void tell(const std::string& text, const std::string& function = "") {
    log.add("event", function, "", text);
  }
};

// One request to the admin plane.
struct AdminCall {
  Administration& on;
  Actor actor = {};
  Role role = Role::None;
  std::string scope = {};  // the token's tenant; empty: all
  std::map<std::string, std::string, std::less<>> path =
      {};  // what {words} of the pattern stand for
  std::map<std::string, std::string, std::less<>> query = {};
  std::string_view body = {}, content_type = {}, if_match = {}, method = {}, last_event_id = {};

  const std::string& at(std::string_view word) const { return path.find(word)->second; }
  std::string option(std::string_view name) const {
    const auto found = query.find(name);
    return found == query.end() ? std::string() : found->second;
  }
  bool may_see(std::string_view tenant) const { return scope.empty() || scope == tenant; }
};

struct AdminReply {
  int status = 200;
  std::string body = {};
  std::string content_type = "application/json";
  std::vector<std::pair<std::string, std::string>> fields = {};
  // For replies without end: the body is nothing, and lines of the log follow as they are written.
  std::optional<LogFilter> follow = {};
};

struct Route {
  const char* method;
  const char* pattern;  // "/v1/t/{tenant}/f/{name}:rollback"
  Role role;
  Answer<AdminReply> (*run)(AdminCall& call);
  const char* meaning;
};

std::span<const Route> routes();

// The words of a pattern that fits; nothing when it does not.
bool fits(std::string_view pattern, std::string_view path,
          std::map<std::string, std::string, std::less<>>* words);

// ── for handlers
// A whole number in [least, most]. Errors: BadRequest naming `what`.
Answer<int64_t> number_from(std::string_view text, std::string_view what, int64_t least,
                            int64_t most);
// "v17" or "17".
Answer<int64_t> version_from(std::string_view text);
Answer<std::shared_ptr<Function>> function_of(AdminCall& call);

}  // namespace tri::server
