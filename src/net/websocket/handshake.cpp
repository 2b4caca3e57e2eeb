#include "net/websocket/handshake.hpp"

#include <openssl/evp.h>
#include <openssl/sha.h>
#include <sys/random.h>

#include <algorithm>
#include <optional>

#include "base/assert.hpp"
#include "net/http/head_grammar.hpp"

namespace tri::net::websocket {
namespace {

using namespace tri::net::parse;

// RFC 6455, 9.1: extension-list, with quoted values that are tokens inside.
struct Parameter {
  Slice name, value;  // value empty: none
};
struct Offer {
  Slice name;
  List<Parameter, 8> parameters;
};
constexpr auto kOws = skip_while<kBlank>;
constexpr auto kWord = take_while<http::kTokenByte, 1, 64>;
constexpr auto kValue = alt(kWord, seq(lit<"\"">, kWord, lit<"\"">));
constexpr auto kParameter =
    seq(kOws, lit<";">, kOws,
        record<Parameter>(field<&Parameter::name>(kWord), kOws,
                          optional(seq(lit<"=">, kOws, field<&Parameter::value>(kValue), kOws))));

template <class P>
struct Parameters {
  using Value = List<Parameter, 8>;
  static constexpr bool kBinds = false, kMayBeEmpty = true;
  static constexpr ByteSet kFirst = P::kFirst;

  // As many<8>, each slot emptied first: the value of a parameter may be absent.
  template <class In>
  static Status parse(In& in, Value& out) {
    for (;;) {
      const size_t begin = in.pos;
      if (in.ended()) return Status::Done;
      Parameter parameter;
      const Status status = P::parse(in, parameter);
      if (status == Status::NoMatch) {
        in.pos = begin;
        return Status::Done;
      }
      if (status != Status::Done) return status;
      if (out.full()) return Status::Failed;
      out.push(parameter);
    }
  }
};
constexpr auto kOffer = record<Offer>(
    kOws, field<&Offer::name>(kWord),
    field<&Offer::parameters>(Parameters<std::remove_const_t<decltype(kParameter)>>{}), kOws);

// Window bits as they are written: 8 to 15, no leading zero.
int window_bits(std::string_view text) {
  if (text.size() == 1 && (text[0] == '8' || text[0] == '9')) return text[0] - '0';
  if (text.size() == 2 && text[0] == '1' && text[1] >= '0' && text[1] <= '5')
    return 10 + (text[1] - '0');
  return 0;
}

struct Answer {
  DeflateTerms terms;
  bool may_name_client_bits = false, must_name_server_bits = false,
       client_declines_takeover = false;
};

std::optional<Answer> answer_to(const Offer& offer, std::string_view text,
                                const DeflateOptions& options) {
  if (offer.name.in(text) != "permessage-deflate") return {};
  Answer answer;
  DeflateTerms& terms = answer.terms;
  terms.agreed = true;
  terms.server_takeover = options.server_takeover;
  terms.server_window_bits = options.server_window_bits;
  unsigned seen = 0;
  for (const Parameter& parameter : offer.parameters) {
    const std::string_view name = parameter.name.in(text), value = parameter.value.in(text);
    const int bits = window_bits(value);
    unsigned which = 0;
    if (name == "server_no_context_takeover" && value.empty()) {
      which = 1;
      terms.server_takeover = false;
    } else if (name == "client_no_context_takeover" && value.empty()) {
      which = 2;
      terms.client_takeover = false;
    } else if (name == "server_max_window_bits" && bits >= 9) {
      // zlib cannot keep to a window of 256 bytes, so an offer of 8 is declined.
      which = 4;
      terms.server_window_bits = std::min(terms.server_window_bits, bits);
      answer.must_name_server_bits = true;
    } else if (name == "client_max_window_bits" && (value.empty() || bits >= 8)) {
      which = 8;
      answer.may_name_client_bits = true;
      // A client that offers 8 compresses within 256 bytes, which a larger window reads as well.
      terms.client_window_bits =
          std::max(9, std::min(options.client_window_bits, bits != 0 ? bits : 15));
    }
    if (which == 0 || (seen & which) != 0) return {};
    seen |= which;
  }
  return answer;
}

std::optional<Answer> first_answer(std::string_view offers, const DeflateOptions& options) {
  if (!options.enabled || offers.empty()) return {};
  Cursor<false> in(offers, 0, /*final=*/true);
  std::optional<Answer> first;
  for (;;) {
    Offer offer;
    // A list that is malformed anywhere offers nothing.
    if (decltype(kOffer)::parse(in, offer) != Status::Done) return {};
    if (!first) first = answer_to(offer, offers, options);
    if (in.ended()) return first;
    if (in.byte() != ',') return {};
    ++in.pos;
  }
}

bool is_key(std::string_view key) {
  // 16 bytes in base64.
  if (key.size() != 24 || !key.ends_with("==")) return false;
  return std::all_of(key.begin(), key.end() - 2,
                     [](char c) { return (kAlpha | kDigit | bytes_of("+/")).has(uint8_t(c)); });
}

}  // namespace

std::string accept_of(std::string_view key) {
  const std::string text = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  unsigned char digest[SHA_DIGEST_LENGTH];
  SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest);
  unsigned char encoded[32];
  const int size = EVP_EncodeBlock(encoded, digest, sizeof digest);
  return {reinterpret_cast<const char*>(encoded), size_t(size)};
}

DeflateTerms negotiate(std::string_view offers, const DeflateOptions& options) {
  const auto answer = first_answer(offers, options);
  return answer ? answer->terms : DeflateTerms{};
}

std::string terms_field(const DeflateTerms& terms, std::string_view offers) {
  DeflateOptions options;
  options.client_window_bits = terms.client_window_bits;
  options.server_window_bits = terms.server_window_bits;
  const auto answer = first_answer(offers, options);
  std::string text = "permessage-deflate";
  if (!terms.server_takeover) text += "; server_no_context_takeover";
  if (!terms.client_takeover) text += "; client_no_context_takeover";
  if (terms.server_window_bits < 15)
    text += "; server_max_window_bits=" + std::to_string(terms.server_window_bits);
  if (answer && answer->may_name_client_bits && terms.client_window_bits < 15)
    text += "; client_max_window_bits=" + std::to_string(terms.client_window_bits);
  return text;
}

std::string offered_terms(const DeflateOptions& options) {
  return options.enabled ? "permessage-deflate; client_max_window_bits" : "";
}

std::optional<DeflateTerms> accepted_terms(std::string_view answer, const DeflateOptions& options) {
  if (answer.empty()) return DeflateTerms{};
  if (!options.enabled) return {};
  // An answer has the parameters of an offer, each of them a demand. A client whose window may have 256 bytes alone cannot
  // compress with zlib, and such an answer is declined.
  if (answer.find("client_max_window_bits=8") != std::string_view::npos) return {};
  DeflateOptions all;
  all.server_window_bits = all.client_window_bits = 15;
  const auto demanded = first_answer(answer, all);
  if (!demanded) return {};
  return demanded->terms;
}

std::string random_key() {
  unsigned char bytes[16], encoded[32];
  TRI_CHECK(::getrandom(bytes, sizeof bytes, 0) == ssize_t(sizeof bytes));
  const int size = EVP_EncodeBlock(encoded, bytes, sizeof bytes);
  return {reinterpret_cast<const char*>(encoded), size_t(size)};
}

std::expected<DeflateTerms, http::Refusal> accept_handshake(http::Exchange& exchange,
                                                            const DeflateOptions& options) {
  const auto refuse = [&](int status, const char* why) {
    exchange.set_status(status);
    exchange.set_body(std::string(why) + "\n");
    return std::unexpected(http::Refusal{status, why});
  };
  if (exchange.method() != "GET") return refuse(400, "a WebSocket handshake is a GET");
  if (!exchange.framing().upgrade || !http::same_word(exchange.field("upgrade"), "websocket"))
    return refuse(400, "no upgrade to websocket is asked for");
  if (exchange.field("sec-websocket-version") != "13") {
    exchange.add_field("Sec-WebSocket-Version", "13");
    return refuse(426, "only version 13 of WebSocket is spoken here");
  }
  const std::string_view key = exchange.field("sec-websocket-key");
  if (!is_key(key)) return refuse(400, "Sec-WebSocket-Key is not 16 bytes in base64");
  exchange.add_field("Upgrade", "websocket");
  exchange.add_field("Sec-WebSocket-Accept", accept_of(key));
  const std::string_view offers = exchange.field("sec-websocket-extensions");
  const DeflateTerms terms = negotiate(offers, options);
  if (terms.agreed) exchange.add_field("Sec-WebSocket-Extensions", terms_field(terms, offers));
  return terms;
}

}  // namespace tri::net::websocket
