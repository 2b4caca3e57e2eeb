// trinity manual and trinity completion: what is written about the commands and settings, made from their tables, so that it says
// what the program does. The build makes the installed pages and completions by running these.
#include <cinttypes>
#include <cstdio>
#include <iterator>
#include <string>

#include <build_id.hpp>  // made by cmake/build_id.cmake
#include "commands.hpp"
#include "server/config.hpp"
#include "server/failure.hpp"
#include "server/routes/route.hpp"

namespace tri::serve {

namespace {

struct Row {
  const char* name;
  const char* arguments;
  const char* meaning;
};

// Of bin/trinity itself.
constexpr Row kOwnCommands[] = {
#define TRI_COMMAND(name, function, arguments, meaning) {name, arguments, meaning},
#include "../trinity/commands.def"
#undef TRI_COMMAND
};

struct Setting {
  const char* section;
  const char* key;
  std::string value;  // when the file does not say, as the file would say it
  std::string range;
  const char* meaning;
};

std::string quoted(const std::string& text) { return '"' + text + '"'; }

std::vector<Setting> settings() {
  const server::Config c;
  std::vector<Setting> all;
#define TRI_TEXT(section, key, field, otherwise, meaning) \
  all.push_back({section, key, quoted(c.field), "", meaning});
#define TRI_INTEGER(section, key, field, otherwise, least, most, meaning) \
  all.push_back({section, key, std::to_string(c.field),                   \
                 std::to_string(least) + " to " + std::to_string(most), meaning});
#define TRI_BOOLEAN(section, key, field, otherwise, meaning) \
  all.push_back({section, key, c.field ? "true" : "false", "", meaning});
#include "server/settings.def"
#undef TRI_TEXT
#undef TRI_INTEGER
#undef TRI_BOOLEAN
  return all;
}

// What a command's options are: it is asked, and told to do nothing.
std::vector<Arguments::Row> options_of(const Command& command) {
  Arguments describing{Arguments::Describe{}};
  (void)command.run(describing);
  return describing.rows();
}

// ── pages of the manual, in the language of man(7) ──

// Text in which troff finds nothing to do.
std::string plain(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else if (c == '\'')
      out += "\\(aq";
    else
      out += c;
  }
  if (out.starts_with('.')) out.insert(0, "\\&");
  return out;
}

void print_title(const char* name, const char* section, const char* meaning) {
  std::printf(".TH %s %s \"\" \"Trinity %.*s\"\n.SH NAME\n%s \\- %s\n", name, section,
              int(kVersion.size()), kVersion.data(), plain(name).c_str(), plain(meaning).c_str());
}

int print_commands_page() {
  print_title("trinity-server", "1", "serve functions, each request in a fresh state");
  std::puts(".SH SYNOPSIS\n.B trinity\n.I COMMAND\n.RI [ options ]\n.SH COMMANDS");
  for (const Command& command : commands()) {
    std::printf(".SS trinity %s %s\n%s.\n", command.name, plain(command.arguments).c_str(),
                plain(command.meaning).c_str());
    for (const Arguments::Row& row : options_of(command))
      std::printf(".TP\n.BI %s \" %s\"\n%s\n", plain(row.name).c_str(), plain(row.value).c_str(),
                  plain(row.meaning).c_str());
  }
  std::puts(
      ".SH ENVIRONMENT\n.TP\n.B TRINITY_ADMIN\nThe admin plane that commands ask, a URL or "
      "unix:PATH; "
      "else that of trinity.toml.\n.TP\n.B TRINITY_TOKEN\nWho asks; else data/admin.token.\n.SH "
      "SEE ALSO\n"
      ".BR trinity (1),\n.BR trinity.toml (5),\n.BR trinity\\-api (7)");
  return 0;
}

int print_settings_page() {
  print_title("trinity.toml", "5", "settings of the function server");
  std::puts(
      ".SH DESCRIPTION\nA TOML file. What it does not say is as stated here; a key that is none is "
      "an error with its line.\n.B trinity config check\nreads it, and\n.B trinity config show\n"
      "prints one with everything as it is without it.");
  const char* section = nullptr;
  for (const Setting& s : settings()) {
    if (!section || std::string_view(section) != s.section)
      std::printf(".SH %s\n",
                  *s.section ? ("[" + std::string(s.section) + "]").c_str() : "SETTINGS");
    section = s.section;
    std::printf(".TP\n.BI %s \" = %s\"\n%s%s\n", plain(s.key).c_str(), plain(s.value).c_str(),
                plain(s.meaning).c_str(), s.range.empty() ? "." : (" (" + s.range + ").").c_str());
  }
  std::puts(".SH SEE ALSO\n.BR trinity\\-server (1)");
  return 0;
}

int print_api_page() {
  print_title("trinity-api", "7", "the administration interface of the function server");
  std::puts(
      ".SH DESCRIPTION\nHTTP on the address, or the Unix socket, of [admin] in\n.BR trinity.toml "
      "(5),\nwith\n.B "
      "Authorization: Bearer TOKEN.\nA role may do what those before it may: viewer, deployer, "
      "admin; "
      "a token of a tenant sees and changes that tenant alone. Answers are JSON but where it says "
      "otherwise. What goes wrong is\n.B {\"error\": {\"code\", \"message\", ...}}.\n.SH CALLS");
  for (const server::Route& route : server::routes())
    std::printf(".TP\n.BI %s \" %s\"\n%s. (%s)\n", route.method, plain(route.pattern).c_str(),
                plain(route.meaning).c_str(), server::name_of(route.role));
  std::puts(".SH ERRORS");
  for (const server::FailureRow& row : server::failure_rows())
    std::printf(".TP\n.BR %s \" (%d%s)\"\n%s.\n", plain(row.code).c_str(), row.status,
                row.retryable ? ", may be tried again" : "", plain(row.meaning).c_str());
  std::puts(".SH SEE ALSO\n.BR trinity\\-server (1)");
  return 0;
}

// ── completion ──

std::string words_of(const std::vector<Arguments::Row>& options) {
  std::string all;
  for (const Arguments::Row& row : options) (all += all.empty() ? "" : " ") += row.name;
  return all;
}

// "list|put HOST" -> "list put": the words a command itself knows.
std::string actions_of(const char* arguments) {
  const std::string_view text = arguments;
  const std::string_view first = text.substr(0, text.find(' '));
  const bool are_actions =
      first.find('|') != first.npos || (!first.empty() && first[0] >= 'a' && first[0] <= 'z');
  std::string words;
  if (are_actions)
    for (const char c : first) words += c == '|' ? ' ' : c;
  return words;
}

int print_bash() {
  std::printf(
      "# bash completion of trinity; made by `trinity completion bash`.\n_trinity() {\n"
      "  local word=${COMP_WORDS[COMP_CWORD]} words= options=--help\n"
      "  if ((COMP_CWORD == 1)); then words=\"");
  for (const Row& row : kOwnCommands) std::printf("%s ", row.name);
  for (const Command& command : commands()) std::printf("%s ", command.name);
  std::printf(
      "\"\n    COMPREPLY=($(compgen -W \"$words\" -- \"$word\") $(compgen -f -X '!*.lua' -- "
      "\"$word\"))\n    return\n  fi\n  case ${COMP_WORDS[1]} in\n");
  for (const Command& command : commands()) {
    const std::string actions = actions_of(command.arguments);
    std::printf("    %s) options+=\" %s\" words=\"%s\" ;;\n", command.name,
                words_of(options_of(command)).c_str(), actions.c_str());
  }
  std::puts(
      "  esac\n"
      "  if [[ $word == -* ]]; then COMPREPLY=($(compgen -W \"$options\" -- \"$word\"))\n"
      "  elif [[ -n $words ]] && ((COMP_CWORD == 2)); then "
      "COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
      "  else COMPREPLY=($(compgen -f -- \"$word\") $([[ $word ]] || echo $options)); fi\n}\n"
      "complete -o filenames -F _trinity trinity");
  return 0;
}

// Within '...' of zsh, in a description.
std::string for_zsh(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\'')
      out += "'\\''";
    else if (c == '[' || c == ']' || c == ':')
      (out += '\\') += c;
    else
      out += c;
  }
  return out;
}

int print_zsh() {
  std::puts(
      "#compdef trinity\n# zsh completion of trinity; made by `trinity completion zsh`.\n"
      "_trinity() {\n  local -a commands=(");
  for (const Row& row : kOwnCommands)
    std::printf("    '%s:%s'\n", row.name, for_zsh(row.meaning).c_str());
  for (const Command& command : commands())
    std::printf("    '%s:%s'\n", command.name, for_zsh(command.meaning).c_str());
  std::puts(
      "  )\n  if ((CURRENT == 2)); then\n    _describe command commands\n    _files -g '*.lua'\n"
      "    return\n  fi\n  case $words[2] in");
  for (const Command& command : commands()) {
    std::printf("    %s) _arguments '--help[what it does]'", command.name);
    for (const Arguments::Row& row : options_of(command)) {
      std::printf(" '%s[%s]", row.name.c_str(), for_zsh(row.meaning).c_str());
      if (!row.value.empty())
        std::printf(":%s:%s", for_zsh(row.value).c_str(),
                    row.value == "FILE" || row.value == "FOLDER" ? "_files" : " ");
      std::printf("'");
    }
    if (const std::string actions = actions_of(command.arguments); !actions.empty())
      std::printf(" '2:action:(%s)'", actions.c_str());
    std::puts(" '*:file:_files' ;;");
  }
  std::puts("    *) _files ;;\n  esac\n}\n_trinity \"$@\"");
  return 0;
}

}  // namespace

int print_settings() {
  const char* section = "";
  for (const Setting& s : settings()) {
    if (std::string_view(section) != s.section) std::printf("\n[%s]\n", s.section);
    section = s.section;
    std::printf("%-40s # %s\n", (std::string(s.key) + " = " + s.value).c_str(), s.meaning);
  }
  return 0;
}

int run_manual(Arguments& a) {
  if (!a.finish("manual", "commands|settings|api", 1, 1)) return a.status();
  if (a.words()[0] == "commands") return print_commands_page();
  if (a.words()[0] == "settings") return print_settings_page();
  if (a.words()[0] == "api") return print_api_page();
  return complain("no page '" + a.words()[0] + "'; there are: commands, settings, api", kUsage);
}

int run_completion(Arguments& a) {
  if (!a.finish("completion", "bash|zsh", 1, 1)) return a.status();
  if (a.words()[0] == "bash") return print_bash();
  if (a.words()[0] == "zsh") return print_zsh();
  return complain("no completion for '" + a.words()[0] + "'; there are: bash, zsh", kUsage);
}

}  // namespace tri::serve
