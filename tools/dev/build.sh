# Configuring and building a preset, once for all verbs.
#
# Invariant: only this file calls cmake. A build folder belongs to one preset and one checkout, and
# one build at a time runs in it (a lock file keeps a second ./dev waiting).

presets=(dev release asan tsan checked fuzz arm64)

# Ends with "did you mean" unless PRESET is one.
known_preset() {
  is_one_of "$1" "${presets[@]}" || unknown preset "$1" "they are: ${presets[*]}" "${presets[@]}"
}

build_dir() { printf '%s/build/%s' "$root" "$1"; }

# TRINITY_JOBS bounds the compilers and tests that run at once.
job_count() { printf '%s' "${TRINITY_JOBS:-$(nproc)}"; }

groups_for() {
  case $1 in
    asan | tsan | fuzz) printf 'build sanitize' ;;
    arm64) printf 'build cross' ;;
    *) printf 'build' ;;
  esac
}

# build_preset PRESET [TARGET...] installs what is missing, configures when needed, and builds.
build_preset() {
  local preset=$1 dir lock
  shift
  known_preset "$preset"
  # shellcheck disable=SC2046  # groups are words
  need $(groups_for "$preset")
  require_llvm19 clang++-19
  dir=$(build_dir "$preset")
  mkdir -p "$dir"
  exec {lock}>"$dir/.dev-lock"
  flock -n "$lock" || { say "another build of $preset is running; waiting for it"; flock "$lock"; }
  configure_preset "$preset" "$dir"
  run_ninja "$preset" "$@" ||
    die 1 "the $preset build failed (above); to repeat it alone: ./dev build $preset"
  exec
}

# run_ninja PRESET [TARGET...]; with quiet_build=1 only what goes wrong is shown.
run_ninja() (
  local -a command=(cmake --build --preset "$1" -j "$(job_count)")
  shift
  [[ $# -eq 0 ]] || command+=(--target "$@")
  cd "$root"
  if [[ -n ${quiet_build:-} ]]; then
    "${command[@]}" -- --quiet 2>&1 | sed '/^ninja: no work to do\.$/d' >&2
  else
    "${command[@]}" >&2
  fi
)

# Runs cmake when the folder is new or the presets are newer than its cache; ninja reruns it for
# CMakeLists itself.
configure_preset() {
  local preset=$1 dir=$2 cache=$2/CMakeCache.txt home
  if [[ -f $cache ]]; then
    home=$(sed -n 's/^CMAKE_HOME_DIRECTORY:INTERNAL=//p' "$cache")
    [[ $home == "$root" ]] ||
      die 1 "$dir belongs to the checkout ${home:-(unknown)}; ./dev clean $preset removes it"
  fi
  [[ ! -f $dir/build.ninja || "$root/CMakePresets.json" -nt $cache ]] || return 0
  (cd "$root" && cmake --preset "$preset") >&2 || die 1 "configuring $preset failed (above)"
}

# The command line is built from tools/trinity; until that folder exists there is nothing to run.
have_trinity() { [[ -f $root/tools/trinity/CMakeLists.txt ]]; }

require_trinity() {
  have_trinity || die 69 "no script can run yet: there is no command line (tools/trinity)"
}

trinity_of() { printf '%s/bin/trinity' "$(build_dir "$1")"; }

# Sanitizers stop at the first report, and print symbols.
sanitizer_environment() {
  export ASAN_OPTIONS=exitcode=99:detect_stack_use_after_return=0:allocator_may_return_null=1
  export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
  export TSAN_OPTIONS=exitcode=99:halt_on_error=1
  export ASAN_SYMBOLIZER_PATH=/usr/lib/llvm-19/bin/llvm-symbolizer
}
