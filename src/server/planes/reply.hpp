// Reply: how failures and their like become responses, on both planes.
#pragma once

#include <string>

#include "net/http/exchange.hpp"
#include "server/failure.hpp"

namespace tri::server {

// Seconds that clients are told to wait when the server is busy.
inline constexpr const char kRetryAfter[] = "1";

inline void write_failure(net::http::Exchange& exchange, const Failure& failure,
                          bool with_details) {
  exchange.set_status(failure.status());
  exchange.add_field("Content-Type", "application/json");
  if (failure.retry_after_s > 0)
    exchange.add_field("Retry-After", std::to_string(failure.retry_after_s));
  else if (failure.status() == 503)
    exchange.add_field("Retry-After", kRetryAfter);
  if (failure.status() == 401) exchange.add_field("WWW-Authenticate", "Bearer");
  exchange.set_body(failure.json(with_details));
}

}  // namespace tri::server
