// AdminClient: what commands ask of a running server.
//
// The server is that of --admin URL, TRINITY_ADMIN, the trinity.toml of --config or of this folder, or http://127.0.0.1:8081; a URL may
// be unix:PATH. The token is that of --token, TRINITY_TOKEN, or the file admin.token in the server's data folder, for whoever may
// read it.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "arguments.hpp"
#include "base/result.hpp"
#include "server/text/json_value.hpp"

namespace tri::serve {

class AdminClient {
 public:
  // Reads its options.
  explicit AdminClient(Arguments& arguments);

  struct Reply {
    int status = 0;
    std::string body;
    server::JsonValue json;  // Null when the body is none
  };
  // Errors: the server cannot be reached, or refused: its code and message.
  Result<Reply> call(const std::string& method, const std::string& path, std::string body = "",
                     std::vector<std::pair<std::string, std::string>> fields = {});
  // The same, whatever it answers. Errors: it cannot be reached.
  Result<Reply> ask(const std::string& method, const std::string& path, std::string body = "",
                    std::vector<std::pair<std::string, std::string>> fields = {});
  // What a reply of 400 and more says, for people.
  std::string refusal_of(const Reply& reply) const;
  // --json: the server's answers are printed as they are.
  bool wants_json() const { return json_; }

 private:
  std::string url_, token_, config_, problem_;
  bool json_;
};

// For the end of a command: prints the reply's text when --json was given (true), else nothing.
bool print_json(const AdminClient& client, const AdminClient::Reply& reply);
// The error of a call, on standard error; gives the exit status.
int complain(const Error& error);

// "tenant/name" of an argument. Errors: it is none.
Result<std::pair<std::string, std::string>> split_name(const std::string& word);
// For the query of a URL.
std::string encoded(std::string_view text);

}  // namespace tri::serve
