# build: configure and compile a preset (release when none is named)
#
# usage: ./dev build [PRESET] [TARGET...]
#
#   PRESET   release   what users run                                  build/release/bin/trinity
#            dev       -O1 with assertions
#            asan      AddressSanitizer and UndefinedBehaviorSanitizer
#            tsan      ThreadSanitizer
#            checked   verifies after each step, moves the stack at every chance
#            fuzz      libFuzzer targets
#   TARGET   build only these, for instance `trinity` or `test_heap`
#
# Beside build/release/bin/trinity lie its links lua, lua5.4 and luac5.4, which behave as those
# programs do. TRINITY_JOBS=N bounds the compilers that run at once (default: one per core).

verb_build() {
  case ${1:-} in -*) unknown option "$1" "./dev build --help" --help ;; esac
  local preset=${1:-release}
  shift || true
  local start
  start=$(now_ms)
  build_preset "$preset" "$@"
  say "${green}built $preset${plain} in $(duration $(($(now_ms) - start)))"
  have_trinity || warn "tools/trinity does not exist yet, so there is no command line"
}
