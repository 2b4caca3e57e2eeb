#include "net/http/client.hpp"

#include <algorithm>
#include <chrono>

#include "net/http/chunked.hpp"
#include "net/parse/byte_set.hpp"

namespace tri::net::http {
namespace {

constexpr size_t kRoom = 16 << 10;
constexpr auto kToken = parse::kAlpha | parse::kDigit | parse::bytes_of("!#$%&'*+-.^_`|~");

uint64_t clock_ms() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return uint64_t(std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
}

bool is_token(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return kToken.has(uint8_t(c)); });
}
bool is_value(std::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return (uint8_t(c) < ' ' && c != '\t') || uint8_t(c) == 0x7f; });
}
bool is_own_field(std::string_view name) {
  for (const std::string_view own : {"host", "content-length", "transfer-encoding", "connection"})
    if (same_word(name, own)) return true;
  return false;
}

// Whether a request may be sent again when it is not known if it was done (RFC 9110, 9.2.2).
bool may_repeat(std::string_view method) {
  for (const std::string_view one : {"GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"})
    if (method == one) return true;
  return false;
}

}  // namespace

Result<std::string> request_head(const Url& url, const ClientRequest& request,
                                 std::string_view more_fields) {
  if (!is_token(request.method) || request.method.size() > kMaxMethod)
    return fail("'" + request.method + "' is no method");
  std::string head =
      request.method + " " + url.target + " HTTP/1.1\r\nHost: " + url.authority() + "\r\n";
  for (const auto& [name, value] : request.fields) {
    if (!is_token(name)) return fail("'" + name + "' is no name of a field");
    if (!is_value(value)) return fail("the field " + name + " has a control character");
    if (is_own_field(name)) return fail("the field " + name + " is the client's own");
    (((head += name) += ": ") += value) += "\r\n";
  }
  if (!request.body.empty() || request.method == "POST" || request.method == "PUT" ||
      request.method == "PATCH")
    head += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
  (head += more_fields) += "\r\n";
  return head;
}

// ── Responses ──

Task<bool> ResponseReader::more() {
  const size_t filled = input_.size();
  input_.resize(filled + kRoom);
  const size_t count = co_await stream_.read(input_.data() + filled, kRoom);
  input_.resize(filled + count);
  heard_ = heard_ || count > 0;
  co_return count > 0;
}

Task<Result<Response>> ResponseReader::read(std::string_view method, size_t max_body) {
  for (;;) {
    ResponseHead head;
    reusable_ = false;
    for (;;) {
      const HeadResult result = input_.empty() ? HeadResult::NeedMore : parser_.parse(input_, head);
      if (result == HeadResult::Done) break;
      if (result == HeadResult::Malformed)
        co_return fail("the answer is no HTTP: " + parser_.explain(input_).message);
      if (!co_await more()) co_return fail("the connection ended before an answer");
    }
    const auto framing = framing_of(head, input_, method);
    if (!framing) co_return fail(std::string("the answer is not taken: ") + framing.error().why);
    Response response;
    response.status = head.status;
    response.reason = head.reason.in(input_);
    for (const HeaderField& field : head.fields) {
      std::string name(field.name.in(input_));
      for (char& c : name) c = lower(c);
      response.fields.emplace_back(std::move(name), field.value.in(input_));
    }
    input_.erase(0, head.size);
    if (response.status < 200 && response.status != 101) continue;
    reusable_ = framing->keep_alive && framing->body != BodyKind::UntilClose;
    if (response.status != 101)
      if (auto done = co_await read_body(*framing, max_body, response.body); !done) {
        reusable_ = false;
        co_return std::unexpected(done.error());
      }
    co_return response;
  }
}

Task<Result<void>> ResponseReader::read_body(const Framing& framing, size_t max_body,
                                             std::string& body) {
  const std::string too_large = "the answer is larger than " + std::to_string(max_body) + " bytes";
  switch (framing.body) {
    case BodyKind::None: break;
    case BodyKind::Chunked: co_return co_await read_chunks(max_body, body);
    case BodyKind::Length:
      if (framing.length > max_body) co_return fail(too_large);
      while (input_.size() < framing.length)
        if (!co_await more())
          co_return fail("the connection ended after " + std::to_string(input_.size()) + " of " +
                         std::to_string(framing.length) + " bytes");
      body = input_.substr(0, size_t(framing.length));
      input_.erase(0, size_t(framing.length));
      break;
    case BodyKind::UntilClose:
      for (;;) {
        if (input_.size() > max_body) co_return fail(too_large);
        if (!co_await more()) break;
      }
      body = std::exchange(input_, {});
      break;
  }
  co_return Result<void>();
}

Task<Result<void>> ResponseReader::read_chunks(size_t max_body, std::string& body) {
  ChunkedReader chunks;
  for (;;) {
    const auto step = chunks.next(input_);
    if (step.kind == ChunkedReader::Kind::Malformed)
      co_return fail("the answer's body is not chunked: " +
                     chunks.explain(std::string_view(input_).substr(step.used)));
    if (step.data.size() > max_body - body.size())
      co_return fail("the answer is larger than " + std::to_string(max_body) + " bytes");
    body += step.data;
    input_.erase(0, step.used);
    if (step.kind == ChunkedReader::Kind::End) co_return Result<void>();
    if (step.kind == ChunkedReader::Kind::NeedMore && !co_await more())
      co_return fail("the connection ended in the middle of the body");
  }
}

// ── The client ──

std::unique_ptr<ClientStream> Client::take_kept(const std::string& key) {
  const auto found = kept_.find(key);
  if (found == kept_.end()) return nullptr;
  auto& idle = found->second;
  while (!idle.empty()) {
    Kept kept = std::move(idle.back());
    idle.pop_back();
    if (clock_ms() - kept.since_ms < options_.keep_ms && !kept.stream->is_stale())
      return std::move(kept.stream);
  }
  kept_.erase(found);
  return nullptr;
}

void Client::keep(const std::string& key, std::unique_ptr<ClientStream> stream) {
  auto& idle = kept_[key];
  idle.push_back({std::move(stream), clock_ms()});
  while (idle.size() > options_.max_kept) idle.pop_front();
}

Task<Result<Response>> Client::request(ClientRequest request) {
  const auto url = parse_url(request.url);
  if (!url) co_return std::unexpected(url.error());
  if (url->scheme != "http" && url->scheme != "https")
    co_return fail("a request goes to http: or https:, not " + url->scheme + ":");
  auto bytes = request_head(*url, request);
  if (!bytes) co_return std::unexpected(bytes.error());
  *bytes += request.body;
  const std::string key =
      url->scheme + "://" + url->authority() +
      (request.tls.verify ? "|" + request.tls.authorities_file : " unverified") + "|" +
      request.unix_path;
  std::unique_ptr<ClientStream> stream = take_kept(key);
  for (bool fresh = stream == nullptr;; fresh = true) {
    if (fresh) {
      auto made = co_await connect(*url, request.tls, request.unix_path);
      if (!made) co_return std::unexpected(made.error());
      stream = std::move(*made);
    }
    const bool written = co_await stream->write(*bytes);
    // Also after a failed write: a server that refuses a body answers before it has all of it.
    ResponseReader reader(*stream, options_.max_head);
    Result<Response> response = co_await reader.read(request.method, request.max_body);
    if (response) {
      if (written && reader.reusable()) keep(key, std::move(stream));
      co_return response;
    }
    if (fresh || reader.heard() || !may_repeat(request.method)) co_return response;
  }
}

}  // namespace tri::net::http
