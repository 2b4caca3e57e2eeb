#include "server/planes/admin_plane.hpp"

#include <boost/asio.hpp>
#include <chrono>

#include "server/access/digest.hpp"
#include "server/planes/dashboard.hpp"
#include "server/planes/reply.hpp"
#include "server/text/form.hpp"

namespace tri::server {

namespace {

using net::http::Exchange;
using net::http::Task;

// Of event streams. Looking costs one load of an atomic.
constexpr auto kLookEvery = std::chrono::milliseconds(50);
constexpr auto kSilence = std::chrono::seconds(15);  // proxies end connections that say nothing
constexpr size_t kMostEvents = 1000;

}  // namespace

Answer<void> AdminPlane::admit(Exchange& exchange, const Route& route, AdminCall& call) {
  if (route.role == Role::None) return {};
  const std::string_view given = exchange.field("authorization");
  constexpr std::string_view kBearer = "Bearer ";
  if (!given.starts_with(kBearer))
    return refuse(FailureCode::Unauthorized, "expected Authorization: Bearer TOKEN");
  // What is stored is the digest, so a lookup by it tells nothing of other tokens by its time.
  const auto token = on_.store.token(sha256(given.substr(kBearer.size())));
  if (!token) return refuse(FailureCode::Storage, token.error().message);
  if (!*token) return refuse(FailureCode::Unauthorized, "the token is not known");
  call.role = role_named((*token)->role);
  call.scope = (*token)->tenant;
  call.actor.name = "token " + std::to_string((*token)->id) +
                    ((*token)->note.empty() ? "" : " (" + (*token)->note + ")");
  if (call.role < route.role)
    return refuse(FailureCode::Forbidden,
                  "the token's role is " + (*token)->role + ", which does not allow this");
  const auto tenant = call.path.find("tenant");
  if (tenant != call.path.end() && !call.may_see(tenant->second))
    return refuse(FailureCode::Forbidden, "the token is of tenant " + call.scope + " alone");
  return {};
}

Answer<AdminReply> AdminPlane::answer(Exchange& exchange) {
  AdminCall call{.on = on_};
  std::string_view path = exchange.target();
  if (const size_t mark = path.find('?'); mark != path.npos) {
    (void)each_form_pair(path.substr(mark + 1),
                         [&](const std::string& name, const std::string& value) {
                           call.query[name] = value;
                           return true;
                         });
    path = path.substr(0, mark);
  }
  if (path == "/" && exchange.method() == "GET") {
    AdminReply page = dashboard();
    page.fields = {{"Content-Security-Policy",
                    "default-src 'none'; connect-src 'self'; script-src 'unsafe-inline'; "
                    "style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"},
                   {"Referrer-Policy", "no-referrer"}};
    return page;
  }
  const Route* found = nullptr;
  std::string allowed;
  for (const Route& route : routes()) {
    if (!fits(route.pattern, path, &call.path)) continue;
    if (exchange.method() == route.method) {
      found = &route;
      break;
    }
    allowed += std::string(allowed.empty() ? "" : ", ") + route.method;
  }
  if (!found) {
    if (allowed.empty())
      return refuse(FailureCode::NotFound, "no such path: " + std::string(path.substr(0, 200)) +
                                               "; GET /v1/routes lists them");
    exchange.add_field("Allow", allowed);
    return refuse(FailureCode::MethodNotAllowed, "the path takes " + allowed);
  }
  call.method = exchange.method();
  call.body = exchange.body();
  call.content_type = exchange.field("content-type");
  call.if_match = exchange.field("if-match");
  call.last_event_id = exchange.field("last-event-id");
  TRI_TRY_VOID(admit(exchange, *found, call));
  return found->run(call);
}

Task<void> AdminPlane::handle(Exchange& exchange) {
  exchange.add_field("Cache-Control", "no-store");
  Answer<AdminReply> reply = answer(exchange);
  // Administrators see what functions say in their errors.
  if (!reply) {
    write_failure(exchange, reply.error(), true);
    co_return;
  }
  exchange.set_status(reply->status);
  if (reply->status != 204) exchange.add_field("Content-Type", reply->content_type);
  for (const auto& [name, value] : reply->fields) exchange.add_field(name, value);
  if (reply->follow) co_return co_await follow(exchange, std::move(*reply->follow));
  exchange.set_body(std::move(reply->body));
}

Task<void> AdminPlane::follow(Exchange& exchange, LogFilter filter) {
  boost::asio::steady_timer pause(co_await boost::asio::this_coro::executor);
  // The head goes out now, and a client that waits for it knows that it is listening.
  bool is_there = co_await exchange.send(": lines of the log\n\n");
  auto last_sent = std::chrono::steady_clock::now();
  while (is_there) {
    std::string events;
    if (on_.log.last() > filter.after) {
      uint64_t last = 0;
      for (const LogLine& line : on_.log.read(filter, kMostEvents, &last))
        events += "id: " + std::to_string(line.number) + "\nevent: " + line.kind +
                  "\ndata: " + LogBook::json_of(line) + "\n\n";
      filter.after = last;
    }
    const auto now = std::chrono::steady_clock::now();
    if (events.empty() && now - last_sent >= kSilence) events = ": still here\n\n";
    if (!events.empty()) {
      is_there = co_await exchange.send(events);
      last_sent = now;
      continue;
    }
    if (!on_.ready) co_return;
    pause.expires_after(kLookEvery);
    co_await pause.async_wait(boost::asio::use_awaitable);
  }
}

}  // namespace tri::server
