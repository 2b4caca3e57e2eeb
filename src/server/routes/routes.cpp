#include "server/routes/handlers.hpp"

namespace tri::server {

std::span<const Route> routes() {
  using namespace handlers;
  static constexpr Route kRoutes[] = {
      {"GET", "/healthz", Role::None, health, "200 while the process answers"},
      {"GET", "/readyz", Role::None, readiness, "200 while the server takes requests, else 503"},
      {"GET", "/metrics", Role::Viewer, metrics, "metrics as Prometheus reads them"},
      {"GET", "/v1/status", Role::Viewer, status, "version, uptime, queue, sandboxes, memory"},
      {"GET", "/v1/routes", Role::None, list_routes, "this table"},
      {"GET", "/v1/f", Role::Viewer, list_functions, "all functions, with rates and latencies"},
      {"GET", "/v1/t/{tenant}/f", Role::Viewer, list_tenant_functions, "those of a tenant"},
      {"GET", "/v1/t/{tenant}/f/{name}", Role::Viewer, get_function,
       "a function: versions in use, limits, capabilities, latencies, failures by code"},
      {"PUT", "/v1/t/{tenant}/f/{name}", Role::Deployer, put_function,
       "deploy: the body is a bundle as JSON or tar; ?percent=N makes it a canary, ?note=TEXT; "
       "If-Match: v17"},
      {"DELETE", "/v1/t/{tenant}/f/{name}", Role::Deployer, delete_function,
       "delete a function with all its versions"},
      {"POST", "/v1/t/{tenant}/f/{name}:deploy", Role::Deployer, deploy_version,
       "{\"version\": \"v3\", \"percent\": 5}: make a version active, or a canary"},
      {"POST", "/v1/t/{tenant}/f/{name}:rollback", Role::Deployer, roll_back,
       "{\"to\": \"v3\"}, or without it: end the canary, else back to the version before"},
      {"POST", "/v1/t/{tenant}/f/{name}:invoke", Role::Deployer, invoke,
       "call it with the body; ?method= ?path= ?query= ?version=; the answer tells what it cost, "
       "with ?trace=1 also its phases, log lines, calls to the outside, heap and tiers, and has "
       "its "
       "error beside them"},
      {"GET", "/v1/t/{tenant}/f/{name}/versions", Role::Viewer, list_versions,
       "its versions, newest first"},
      {"GET", "/v1/t/{tenant}/f/{name}/versions/{version}", Role::Deployer, get_version,
       "the bundle of a version, as JSON"},
      {"GET", "/v1/t", Role::Viewer, list_tenants, "tenants"},
      {"GET", "/v1/limits/{tenant}", Role::Viewer, get_limits, "the limits of a tenant"},
      {"PUT", "/v1/limits/{tenant}", Role::Admin, put_limits,
       "{\"max_concurrent\": 256, \"requests_per_second\": 0, \"max_body_bytes\": 0, "
       "\"cpu_weight\": 100, \"hardened\": false}, any of them (0: no limit; a weight is from 1 to "
       "100); makes the tenant if there is none"},
      {"GET", "/v1/hosts", Role::Viewer, list_hosts, "hosts that stand for functions or tenants"},
      {"PUT", "/v1/hosts/{host}", Role::Admin, put_host,
       "{\"tenant\": \"acme\", \"function\": \"quote\"}: requests to the host go there; without "
       "function, to the tenant's functions by the first segment of the path"},
      {"DELETE", "/v1/hosts/{host}", Role::Admin, delete_host, "the host means nothing any more"},
      {"GET", "/v1/t/{tenant}/secrets", Role::Deployer, list_secrets, "names of secrets"},
      {"PUT", "/v1/t/{tenant}/secrets/{secret}", Role::Deployer, put_secret,
       "the body is the secret"},
      {"DELETE", "/v1/t/{tenant}/secrets/{secret}", Role::Deployer, delete_secret,
       "forget a secret"},
      {"GET", "/v1/requests", Role::Viewer, list_requests,
       "requests that run, the longest first, with their Lua stacks"},
      {"GET", "/v1/stuck", Role::Viewer, list_stuck,
       "those that run for 100 ms and more; ?least_ms=N"},
      {"POST", "/v1/requests/{id}:kill", Role::Deployer, kill_request, "end a request"},
      {"GET", "/v1/logs", Role::Viewer, read_log,
       "lines behind number ?after=N; ?function=tenant/name ?kind=log|error|event ?most=N"},
      {"GET", "/v1/events", Role::Viewer, follow_events,
       "lines as they are written, as server-sent events; options of /v1/logs (kind is event "
       "unless "
       "said; all); Last-Event-ID goes on behind a number"},
      {"GET", "/v1/journal", Role::Admin, read_journal, "what administrators did, newest first"},
      {"GET", "/v1/tokens", Role::Admin, list_tokens, "tokens, without their secrets"},
      {"POST", "/v1/tokens", Role::Admin, add_token,
       "{\"role\": \"deployer\", \"tenant\": \"\", \"note\": \"ci\"}: a new token, shown this "
       "once"},
      {"DELETE", "/v1/tokens/{id}", Role::Admin, delete_token, "revoke a token"},
  };
  return kRoutes;
}

}  // namespace tri::server
