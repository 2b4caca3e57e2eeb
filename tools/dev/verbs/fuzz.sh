# fuzz: feed the readers of untrusted bytes with mutated input until one breaks
#
# usage: ./dev fuzz [--seconds N] [--list] [TARGET...]
#        ./dev fuzz programs --against LUA [--count N] [--seed S] [--programs A-B] [--jobs J] ...
#
#   TARGET      name of a target, tests/fuzz/TARGET_fuzz.cpp (default: all, one after the other)
#   --seconds N how long each target runs (default: 60)
#   --list      print the targets
#
# Runs libFuzzer with AddressSanitizer and UndefinedBehaviorSanitizer. Inputs that reach new code
# are kept in build/fuzz/corpus/TARGET, seeded from tests/fuzz/seeds/TARGET. An input that breaks a
# target is left in build/fuzz/found/; to run it again: build/fuzz/bin/TARGET_fuzz FILE
#
# `programs` generates Lua programs, runs each under Trinity and under LUA (stock Lua 5.4.8), and
# reduces those that differ; program N of seed S is always the same. `./dev fuzz programs --help`
# has all options. The grammar is tools/dev/programs/*.grammar.

verb_fuzz() {
  if [[ ${1:-} == programs ]]; then
    shift
    fuzz_programs "$@"
    return
  fi
  local seconds=60
  local -a known targets=()
  mapfile -t known < <(fuzz_targets)
  while [[ $# -gt 0 ]]; do
    case $1 in
      --seconds)
        [[ ${2:-} =~ ^[1-9][0-9]*$ ]] ||
          die 64 "--seconds wants a whole number above 0, found '${2:-}'"
        seconds=$2
        shift
        ;;
      --list)
        [[ ${#known[@]} -eq 0 ]] || printf '%s\n' "${known[@]}"
        return
        ;;
      -*) unknown option "$1" "./dev fuzz --help" --seconds --list --help ;;
      *)
        is_one_of "$1" "${known[@]}" || unknown 'fuzz target' "$1" "./dev fuzz --list" "${known[@]}"
        targets+=("$1")
        ;;
    esac
    shift
  done
  [[ ${#targets[@]} -gt 0 ]] || targets=("${known[@]}")
  [[ ${#targets[@]} -gt 0 ]] || die 69 "there is no fuzz target: tests/fuzz holds no *_fuzz.cpp"
  build_preset fuzz "${targets[@]/%/_fuzz}"
  sanitizer_environment
  local target failed=0
  for target in "${targets[@]}"; do
    fuzz_one "$target" "$(build_dir fuzz)/corpus/$target" -max_total_time="$seconds" ||
      failed=$((failed + 1))
  done
  printf '%d passed, %d failed\n' "$((${#targets[@]} - failed))" "$failed"
  ((failed == 0))
}

fuzz_programs() {
  require_trinity
  build_preset release trinity
  python3 "$root/tools/dev/fuzz_programs.py" --trinity "$(trinity_of release)" \
    --jobs "$(job_count)" --found "$(build_dir fuzz)/found" "$@"
}

fuzz_targets() {
  local file
  for file in "$root"/tests/fuzz/*_fuzz.cpp; do
    [[ -e $file ]] && basename "$file" _fuzz.cpp
  done
  return 0
}

# fuzz_one TARGET CORPUS LIBFUZZER_OPTION...: CORPUS is the folder that collects inputs.
fuzz_one() {
  local target=$1 corpus=$2 dir seeds=$root/tests/fuzz/seeds/$1
  dir=$(build_dir fuzz)
  shift 2
  mkdir -p "$corpus" "$dir/found"
  say "${bold}$target${plain}"
  set -- "$@" -timeout=10 -rss_limit_mb=4096 -print_final_stats=1 "$corpus"
  [[ ! -d $seeds ]] || set -- "$@" "$seeds"
  "$dir/bin/${target}_fuzz" -artifact_prefix="$dir/found/$target-" "$@"
}
