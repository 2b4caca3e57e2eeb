// The commands of the function server (tools/server/commands.def). They run in a program of their own,
// lib/trinity/trinity-server, which takes this one's place: what a server needs (Asio, OpenSSL, SQLite) is no burden for whoever
// runs a script.
#pragma once

namespace tri::cli {

// Does not return unless that program is missing, which it says; gives the exit status then.
int run_server_command(int argc, char** argv);

}  // namespace tri::cli
