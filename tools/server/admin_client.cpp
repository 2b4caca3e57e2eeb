#include "admin_client.hpp"

#include <boost/asio.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>

#include "net/http/client.hpp"
#include "server/config.hpp"

namespace tri::serve {

namespace {

constexpr std::string_view kLocal = "unix:";

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

}  // namespace

AdminClient::AdminClient(Arguments& arguments)
    : url_(arguments.option("--admin", "URL",
                            "the admin plane: http://127.0.0.1:8081, or unix:PATH")),
      token_(arguments.option("--token", "TOKEN", "who asks; else TRINITY_TOKEN or admin.token")),
      config_(arguments.option("--config", "FILE", "find both in this trinity.toml")),
      json_(arguments.flag("--json", "print the server's answer as it is")) {
  if (url_.empty()) url_ = environment("TRINITY_ADMIN");
  if (token_.empty()) token_ = environment("TRINITY_TOKEN");
  if (!url_.empty() && !token_.empty()) return;
  server::Config config;
  const bool is_named = !config_.empty();
  if (!is_named) config_ = "trinity.toml";
  if (is_named || std::filesystem::exists(config_)) {
    auto read = server::read_config(config_, read_file(config_));
    if (read)
      config = *read;
    else
      problem_ = read.error().message;
  }
  if (url_.empty()) url_ = server::admin_url(config);
  if (token_.empty()) token_ = first_line(read_file(config.data + "/admin.token"));
}

Result<AdminClient::Reply> AdminClient::call(
    const std::string& method, const std::string& path, std::string body,
    std::vector<std::pair<std::string, std::string>> fields) {
  Reply reply = TRI_TRY(ask(method, path, std::move(body), std::move(fields)));
  if (reply.status >= 400) return fail(refusal_of(reply));
  return reply;
}

Result<AdminClient::Reply> AdminClient::ask(
    const std::string& method, const std::string& path, std::string body,
    std::vector<std::pair<std::string, std::string>> fields) {
  if (!problem_.empty()) return fail(problem_);
  if (url_ == kLocal) return fail("the admin plane is named 'unix:', expected unix:PATH");
  net::http::ClientRequest request;
  request.method = method;
  const bool is_local = url_.starts_with(kLocal);
  request.url = (is_local ? "http://localhost" : url_) + path;
  if (is_local) request.unix_path = url_.substr(kLocal.size());
  request.fields = std::move(fields);
  if (!token_.empty()) request.fields.emplace_back("Authorization", "Bearer " + token_);
  request.body = std::move(body);
  boost::asio::io_context loop;
  net::http::Client client;
  std::optional<Result<net::http::Response>> got;
  boost::asio::co_spawn(
      loop, [&]() -> net::http::Task<void> { got = co_await client.request(std::move(request)); },
      boost::asio::detached);
  loop.run();
  if (!got || !*got)
    return fail("cannot reach the server at " + url_ + ": " +
                (got ? got->error().message : "no answer") +
                " (is it running? trinity serve starts one)");
  Reply reply;
  reply.status = (*got)->status;
  reply.body = std::move((*got)->body);
  if (auto json = server::read_json(reply.body)) reply.json = std::move(*json);
  return reply;
}

std::string AdminClient::refusal_of(const Reply& reply) const {
  const server::JsonValue* error = reply.json.find("error");
  if (!error) return "the server answers " + std::to_string(reply.status) + ": " + reply.body;
  std::string message =
      std::string(error->text_of("message")) + " (" + std::string(error->text_of("code")) + ")";
  if (const auto where = error->text_of("where"); !where.empty())
    message += "\n  at " + std::string(where);
  if (const auto trace = error->text_of("traceback"); !trace.empty())
    message += "\n" + std::string(trace);
  if (reply.status == 401 && token_.empty())
    message += "\n  no token was found: give --token, or set TRINITY_TOKEN";
  return message;
}

bool print_json(const AdminClient& client, const AdminClient::Reply& reply) {
  if (!client.wants_json()) return false;
  // What is done and has nothing to say is an object too.
  const std::string_view text = reply.body.empty() ? std::string_view("{}\n") : reply.body;
  std::fwrite(text.data(), 1, text.size(), stdout);
  return true;
}

int complain(const Error& error) { return complain(error.message, kRefused); }

Result<std::pair<std::string, std::string>> split_name(const std::string& word) {
  const size_t slash = word.find('/');
  if (slash == word.npos || slash == 0 || slash + 1 == word.size() ||
      word.find('/', slash + 1) != word.npos)
    return fail("expected TENANT/NAME, found '" + word + "'");
  return std::pair{word.substr(0, slash), word.substr(slash + 1)};
}

std::string encoded(std::string_view text) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == '~';
    if (is_plain) {
      out += c;
    } else {
      out += '%';
      out += kDigits[uint8_t(c) >> 4];
      out += kDigits[uint8_t(c) & 15];
    }
  }
  return out;
}

}  // namespace tri::serve
