// The handlers of all routes, by file.
#pragma once

#include "base/json_writer.hpp"
#include "server/routes/route.hpp"

namespace tri::server::handlers {

// What lists are answered as: {"NAME": [...]}.
struct JsonList {
  explicit JsonList(const char* name) { out.begin_object().key(name).begin_array(); }
  AdminReply reply() {
    out.end_array().end_object();
    return AdminReply{.body = out.take()};
  }
  JsonWriter out;
};

// functions.cpp
Answer<AdminReply> list_functions(AdminCall& call);
Answer<AdminReply> list_tenant_functions(AdminCall& call);
Answer<AdminReply> get_function(AdminCall& call);
Answer<AdminReply> put_function(AdminCall& call);
Answer<AdminReply> delete_function(AdminCall& call);
Answer<AdminReply> deploy_version(AdminCall& call);
Answer<AdminReply> roll_back(AdminCall& call);
Answer<AdminReply> invoke(AdminCall& call);
Answer<AdminReply> list_versions(AdminCall& call);
Answer<AdminReply> get_version(AdminCall& call);

// tenants.cpp
Answer<AdminReply> list_tenants(AdminCall& call);
Answer<AdminReply> get_limits(AdminCall& call);
Answer<AdminReply> put_limits(AdminCall& call);
Answer<AdminReply> list_hosts(AdminCall& call);
Answer<AdminReply> put_host(AdminCall& call);
Answer<AdminReply> delete_host(AdminCall& call);
Answer<AdminReply> list_secrets(AdminCall& call);
Answer<AdminReply> put_secret(AdminCall& call);
Answer<AdminReply> delete_secret(AdminCall& call);
Answer<AdminReply> list_tokens(AdminCall& call);
Answer<AdminReply> add_token(AdminCall& call);
Answer<AdminReply> delete_token(AdminCall& call);

// operations.cpp
Answer<AdminReply> health(AdminCall& call);
Answer<AdminReply> readiness(AdminCall& call);
Answer<AdminReply> metrics(AdminCall& call);
Answer<AdminReply> list_requests(AdminCall& call);
Answer<AdminReply> list_stuck(AdminCall& call);
Answer<AdminReply> kill_request(AdminCall& call);
Answer<AdminReply> read_log(AdminCall& call);
Answer<AdminReply> follow_events(AdminCall& call);
Answer<AdminReply> read_journal(AdminCall& call);
Answer<AdminReply> status(AdminCall& call);
Answer<AdminReply> list_routes(AdminCall& call);

}  // namespace tri::server::handlers
