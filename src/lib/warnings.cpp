// Warnings: the default receiver of warn(). Its state is which function S->warn is:
//
//   off ──"@on"──▶ on ──piece to be continued──▶ inside a message ──last piece──▶ on ──"@off"──▶ off
//
// A message that starts with '@' and comes in one piece is a control message.
#include <cstdio>
#include <cstring>

#include "lib/libraries.hpp"

namespace tri::lib {

namespace {

void warn_off(void* state, const char* message, int to_be_continued);
void warn_on(void* state, const char* message, int to_be_continued);

void set_receiver(void* state, void (*receiver)(void*, const char*, int)) {
  static_cast<State*>(state)->warn = receiver;
}

// Obeys a control message; false when it is none. Unknown ones are ignored.
bool obey_control(void* state, const char* message, int to_be_continued) {
  if (to_be_continued || message[0] != '@') return false;
  if (std::strcmp(message, "@off") == 0) set_receiver(state, warn_off);
  if (std::strcmp(message, "@on") == 0) set_receiver(state, warn_on);
  return true;
}

void warn_off(void* state, const char* message, int to_be_continued) {
  obey_control(state, message, to_be_continued);
}

void warn_inside(void* state, const char* message, int to_be_continued) {
  std::fputs(message, stderr);
  if (!to_be_continued) std::fputc('\n', stderr);
  std::fflush(stderr);
  set_receiver(state, to_be_continued ? warn_inside : warn_on);
}

void warn_on(void* state, const char* message, int to_be_continued) {
  if (obey_control(state, message, to_be_continued)) return;
  std::fputs("Lua warning: ", stderr);
  warn_inside(state, message, to_be_continued);
}

}  // namespace

void install_warnings(State* S) {
  S->warn = warn_off;
  S->warn_ud = S;
}

}  // namespace tri::lib
