// LoadedChunks: a watch that remembers the chunks a program loaded from files, from its command line or from standard input.
//
// It keeps them alive, to be looked at when the program is over. Chunks that `load` made of strings may come without end and are
// not kept.
#pragma once

#include <string_view>
#include <vector>

#include "heap/watch.hpp"
#include "runtime/kept_roots.hpp"

namespace tri::engine {

class LoadedChunks : public Watch {
 public:
  void opened(State* S) override { kept_.begin(S); }
  void loaded(State*, Proto* main) override {
    const std::string_view name = main->source ? text_of(main->source) : std::string_view();
    if (!name.starts_with('@') && !name.starts_with('=')) return;
    mains_.push_back(main);
    kept_.keep(&main->header);
  }
  // Main functions, in the order they were loaded.
  const std::vector<Proto*>& mains() const { return mains_; }

 protected:
  ~LoadedChunks() = default;

 private:
  KeptRoots kept_;
  std::vector<Proto*> mains_;
};

}  // namespace tri::engine
