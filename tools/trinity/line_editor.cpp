#include "line_editor.hpp"

#include <dlfcn.h>

namespace tri::cli {

namespace {

template <class T>
bool find(void* library, const char* name, T* into) {
  *into = reinterpret_cast<T>(dlsym(library, name));
  return *into != nullptr;
}

bool bind(void* library, LineEditor* e) {
  return find(library, "readline", &e->readline) && find(library, "add_history", &e->add_history) &&
         find(library, "read_history", &e->read_history) &&
         find(library, "write_history", &e->write_history) &&
         find(library, "stifle_history", &e->stifle_history) &&
         find(library, "rl_completion_matches", &e->completion_matches) &&
         find(library, "rl_attempted_completion_function", &e->attempted_completion) &&
         find(library, "rl_basic_word_break_characters", &e->word_breaks) &&
         find(library, "rl_completion_append_character", &e->append_character) &&
         find(library, "rl_readline_name", &e->program_name);
}

}  // namespace

const LineEditor* load_line_editor() {
  static LineEditor editor;
  for (const char* name : {"libedit.so.2", "libedit.so.0"}) {
    void* library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (library && bind(library, &editor)) return &editor;
  }
  return nullptr;
}

}  // namespace tri::cli
