// Routes about tenants: their limits, their secrets, and the tokens of those who administer them.
#include "base/json_writer.hpp"
#include "server/access/digest.hpp"
#include "server/functions/names.hpp"
#include "server/routes/handlers.hpp"
#include "server/text/json_value.hpp"

namespace tri::server::handlers {

namespace {

constexpr size_t kMaxSecret = 64 << 10;
constexpr size_t kTokenBytes = 24;

std::unexpected<Failure> storage(const Error& error) {
  return refuse(FailureCode::Storage, error.message);
}

Answer<JsonValue> read_object(const AdminCall& call) {
  auto json = read_json(call.body);
  if (!json) return refuse(FailureCode::BadRequest, json.error().message);
  if (!json->is_object()) return refuse(FailureCode::BadRequest, "expected a JSON object");
  return std::move(*json);
}

void write_tenant(JsonWriter& out, const Tenant& tenant) {
  out.begin_object().key("tenant").text(tenant.name);
  out.key("max_concurrent").integer(tenant.max_concurrent);
  out.key("hardened").boolean(tenant.hardened);
  out.key("cpu_weight").integer(tenant.share.weight);
  out.key("requests_per_second").integer(tenant.requests_per_second);
  out.key("max_body_bytes").integer(tenant.max_body_bytes);
  out.key("running").integer(tenant.running).key("refused").number(tenant.refused).end_object();
}

}  // namespace

Answer<AdminReply> list_tenants(AdminCall& call) {
  JsonList list("tenants");
  for (const auto& tenant : call.on.catalog.tenants())
    if (call.may_see(tenant->name)) write_tenant(list.out, *tenant);
  return list.reply();
}

Answer<AdminReply> get_limits(AdminCall& call) {
  const auto tenant = call.on.catalog.find_tenant(call.at("tenant"));
  if (!tenant) return refuse(FailureCode::NotFound, "there is no tenant " + call.at("tenant"));
  JsonWriter out;
  write_tenant(out, *tenant);
  return AdminReply{.body = out.take()};
}

Answer<AdminReply> put_limits(AdminCall& call) {
  TenantRow row;
  row.name = call.at("tenant");
  if (const auto known = call.on.catalog.find_tenant(row.name)) {
    row.max_concurrent = known->max_concurrent;
    row.hardened = known->hardened;
    row.requests_per_second = known->requests_per_second;
    row.max_body_bytes = known->max_body_bytes;
    row.cpu_weight = known->share.weight;
  }
  if (!call.body.empty()) {
    for (const auto& [name, value] : TRI_TRY(read_object(call)).members) {
      if (name == "max_concurrent" && value.is_integer())
        row.max_concurrent = value.integer;
      else if (name == "requests_per_second" && value.is_integer())
        row.requests_per_second = value.integer;
      else if (name == "max_body_bytes" && value.is_integer())
        row.max_body_bytes = value.integer;
      else if (name == "cpu_weight" && value.is_integer())
        row.cpu_weight = value.integer;
      else if (name == "hardened" && value.kind == JsonValue::Kind::Boolean)
        row.hardened = value.boolean;
      else
        return refuse(FailureCode::BadRequest,
                      "'" + name +
                          "': expected max_concurrent, requests_per_second, max_body_bytes, "
                          "cpu_weight (integers) or hardened (a boolean)");
    }
  }
  TRI_TRY_VOID(call.on.catalog.put_tenant(call.actor, row));
  return get_limits(call);
}

// ── hosts ──

namespace {

void write_host(JsonWriter& out, const HostRow& row) {
  out.begin_object().key("host").text(row.host).key("tenant").text(row.tenant);
  if (!row.function.empty()) out.key("function").text(row.function);
  out.end_object();
}

}  // namespace

Answer<AdminReply> list_hosts(AdminCall& call) {
  JsonList list("hosts");
  for (const HostRow& row : call.on.catalog.hosts())
    if (call.may_see(row.tenant)) write_host(list.out, row);
  return list.reply();
}

Answer<AdminReply> put_host(AdminCall& call) {
  const JsonValue options = TRI_TRY(read_object(call));
  HostRow row;
  row.host = call.at("host");
  row.tenant = options.text_of("tenant");
  row.function = options.text_of("function");
  TRI_TRY_VOID(call.on.catalog.put_host(call.actor, row));
  JsonWriter out;
  write_host(out, row);
  return AdminReply{.body = out.take()};
}

Answer<AdminReply> delete_host(AdminCall& call) {
  TRI_TRY_VOID(call.on.catalog.remove_host(call.actor, call.at("host")));
  return AdminReply{.status = 204};
}

// ── secrets ──

Answer<AdminReply> list_secrets(AdminCall& call) {
  const auto names = call.on.store.secret_names(call.at("tenant"));
  if (!names) return storage(names.error());
  JsonList list("secrets");
  for (const std::string& name : *names) list.out.text(name);
  return list.reply();
}

Answer<AdminReply> put_secret(AdminCall& call) {
  if (!is_name(call.at("secret")))
    return refuse(FailureCode::BadRequest, "'" + call.at("secret") + "': " + kNameRule);
  if (call.body.empty() || call.body.size() > kMaxSecret)
    return refuse(FailureCode::BadRequest, "a secret has 1 to 65536 bytes");
  const auto done =
      call.on.store.put_secret(call.actor, call.at("tenant"), call.at("secret"), call.body);
  if (!done) return storage(done.error());
  return AdminReply{.status = 204};
}

Answer<AdminReply> delete_secret(AdminCall& call) {
  const auto done = call.on.store.delete_secret(call.actor, call.at("tenant"), call.at("secret"));
  if (!done) return storage(done.error());
  if (!*done) return refuse(FailureCode::NotFound, "there is no secret " + call.at("secret"));
  return AdminReply{.status = 204};
}

// ── tokens ──

Answer<AdminReply> list_tokens(AdminCall& call) {
  const auto tokens = call.on.store.tokens();
  if (!tokens) return storage(tokens.error());
  JsonList list("tokens");
  for (const TokenRow& token : *tokens) {
    if (!call.scope.empty() && token.tenant != call.scope) continue;
    list.out.begin_object().key("id").integer(token.id).key("role").text(token.role);
    list.out.key("tenant").text(token.tenant).key("note").text(token.note);
    list.out.key("created_ms").integer(token.created_ms).end_object();
  }
  return list.reply();
}

Answer<AdminReply> add_token(AdminCall& call) {
  const JsonValue options = TRI_TRY(read_object(call));
  TokenRow row;
  row.role = options.text_of("role");
  row.tenant = options.text_of("tenant");
  row.note = options.text_of("note");
  if (role_named(row.role) == Role::None)
    return refuse(FailureCode::BadRequest,
                  "role should be viewer, deployer or admin, found '" + row.role + "'");
  if (!row.tenant.empty() && !is_name(row.tenant))
    return refuse(FailureCode::BadRequest, "'" + row.tenant + "': " + kNameRule);
  // Nobody gives away more than he has.
  if (!call.may_see(row.tenant))
    return refuse(FailureCode::Forbidden, "the token is of tenant " + call.scope + " alone");
  if (!row.tenant.empty()) TRI_TRY_VOID(call.on.catalog.check_tenant(row.tenant));
  const std::string token = "trinity_" + random_hex(kTokenBytes);
  const auto id = call.on.store.add_token(call.actor, sha256(token), row);
  if (!id) return storage(id.error());
  JsonWriter out;
  out.begin_object().key("id").integer(*id).key("token").text(token).end_object();
  return AdminReply{.status = 201, .body = out.take()};
}

Answer<AdminReply> delete_token(AdminCall& call) {
  const int64_t id = TRI_TRY(number_from(call.at("id"), "id", 1, INT64_MAX));
  if (!call.scope.empty()) {
    const auto tokens = call.on.store.tokens();
    if (!tokens) return storage(tokens.error());
    for (const TokenRow& token : *tokens)
      if (token.id == id && token.tenant != call.scope)
        return refuse(FailureCode::Forbidden, "the token is of tenant " + call.scope + " alone");
  }
  const auto done = call.on.store.delete_token(call.actor, id);
  if (!done) return storage(done.error());
  if (!*done) return refuse(FailureCode::NotFound, "there is no token " + call.at("id"));
  return AdminReply{.status = 204};
}

}  // namespace tri::server::handlers
