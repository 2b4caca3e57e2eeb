// The opening handshake of WebSocket (RFC 6455, 4), and what it agrees about compression (RFC 7692, 7.1).
#pragma once

#include <expected>
#include <optional>
#include <string>

#include "net/http/exchange.hpp"
#include "net/websocket/deflate.hpp"

namespace tri::net::websocket {

// The value of Sec-WebSocket-Accept for a key.
std::string accept_of(std::string_view key);

// What a server answers to the offers of Sec-WebSocket-Extensions: the first permessage-deflate offer that it
// understands and can meet. Offers with unknown, doubled or malformed parameters are passed over, as RFC 7692 has it.
DeflateTerms negotiate(std::string_view offers, const DeflateOptions& options);
// These terms as the server's Sec-WebSocket-Extensions; `offers` decides which parameters may be named.
std::string terms_field(const DeflateTerms& terms, std::string_view offers);

// What a client offers, and what the server's answer to it means. Nothing: the answer is not one to that offer.
std::string offered_terms(const DeflateOptions& options);
std::optional<DeflateTerms> accepted_terms(std::string_view answer, const DeflateOptions& options);
// Sec-WebSocket-Key: 16 random bytes in base64.
std::string random_key();

// Checks that a request is a handshake and fills the response; the caller then calls exchange.upgrade. Errors: the
// request is none; the response has its status (400, or 426 with the version that is spoken).
std::expected<DeflateTerms, http::Refusal> accept_handshake(http::Exchange& exchange,
                                                            const DeflateOptions& options);

}  // namespace tri::net::websocket
