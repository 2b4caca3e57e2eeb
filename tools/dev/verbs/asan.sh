# asan: run the tests or a script under AddressSanitizer and UndefinedBehaviorSanitizer
#
# usage: ./dev asan                          unit tests and Lua tests under the sanitizers
#        ./dev asan FILE [ARGUMENT...]       one script, for instance while hunting a crash
#
# The first report ends the program (exit status 99 from AddressSanitizer, a trap message from the
# other).

verb_asan() {
  case ${1:-} in
    -*) unknown option "$1" "./dev asan --help" --help ;;
    '')
      . "$(verb_file test)"
      verb_test --only asan-build --only asan-unit --only asan-lua
      return
      ;;
  esac
  [[ -f $1 ]] || die 66 "no such script: $1"
  require_trinity
  build_preset asan
  sanitizer_environment
  exec "$(trinity_of asan)" "$@"
}
