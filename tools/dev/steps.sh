# The steps of ./dev test: one row and one function each.
#
# A step function runs in its own shell from the repository root, prints what it likes, and ends
# with a line "N passed, N failed". It fails through that count or through its exit status; status
# 75 means skipped, with the reason on the last line. Columns: name | quick (always) or full (only
# with --full) | the build step it needs | title.
test_steps='
format     | quick |            | C++ files are formatted as clang-format-19 does
rooms      | quick |            | includes go only where src/rooms.txt lets them
tools      | quick |            | the development tools pass their own tests
build      | quick |            | release build
unit       | quick | build      | unit tests
lua        | quick | build      | Lua tests in every mode
reference  | quick | build      | Lua tests agree with stock Lua
cli        | quick | build      | the command line behaves as lua and luac
serve      | quick | build      | the function server serves, limits and survives
serve-workers | quick | build   | the same with functions in processes of their own
abi        | quick | build      | the C interface is that of Lua 5.4, and C modules run
install    | quick | build      | an installed Trinity runs
package    | quick | build      | packages install, run, are upgraded and purged
asan-build | quick |            | build with AddressSanitizer and UndefinedBehaviorSanitizer
asan-unit  | quick | asan-build | unit tests under the sanitizers
asan-lua   | quick | asan-build | Lua tests under the sanitizers
asan-cli   | quick | asan-build | the command line under the sanitizers
asan-serve | quick | asan-build | the function server under the sanitizers
asan-serve-workers | full | asan-build | the same with functions in processes of their own
asan-abi   | quick | asan-build | clients of the C interface under the sanitizers
tsan       | quick |            | eight states in eight threads under ThreadSanitizer
abi-modes  | full  | build      | clients of the C interface while stacks move and the collector is hurried
valgrind   | full  | build      | clients of the C interface under valgrind
asan-modes | full  | asan-build | Lua tests under the sanitizers, in every mode
checked    | full  |            | build that verifies after each step
check-unit | full  | checked    | unit tests, verifying after each step
check-lua  | full  | checked    | Lua tests, verifying after each step
soak       | full  | build      | the function server under half an hour of everything at once
wire       | full  | build      | the grammars of the wire agree with other readers
fuzz       | full  |            | 200000 mutated inputs for each reader of untrusted bytes
arm64      | full  |            | the Lua tests on AArch64, under qemu-user
programs   | full  | build      | 100000 generated programs do as under stock Lua 5.4.8
official   | full  | build      | the official test files of Lua 5.4.8
'

step_names() { sed -nE 's/^([a-z0-9-]+) .*/\1/p' <<<"$test_steps"; }

# step_field NAME when|needs|title
step_field() {
  awk -F ' *[|] *' -v name="$1" -v field="$2" '
    $1 == name { print field == "when" ? $2 : field == "needs" ? $3 : $4 }' <<<"$test_steps"
}

list_steps() {
  local name
  for name in $(step_names); do
    printf '%-11s %-6s %s\n' "$name" "$(step_field "$name" when)" "$(step_field "$name" title)"
  done
}

# The steps to run, in order: all, or those asked for and the builds they need. Reads verb_test's
# full, only.
chosen_steps() {
  local name wanted=" ${only[*]} "
  for name in "${only[@]}"; do wanted+="$(step_field "$name" needs) "; done
  for name in $(step_names); do
    if [[ ${#only[@]} -gt 0 ]]; then
      [[ $wanted == *" $name "* ]] || continue
    else
      [[ $(step_field "$name" when) == quick || -n $full ]] || continue
    fi
    printf '%s\n' "$name"
  done
}

# Prints the build step that NAME needs when that step failed.
blocked_by() {
  local needs
  needs=$(step_field "$1" needs)
  if [[ -n $needs && ${outcome[$needs]:-} == @(failed|blocked) ]]; then printf '%s' "$needs"; fi
}

# The Lua steps have nothing to run until the command line exists; then this check passes by itself,
# for good.
need_trinity() {
  if ! have_trinity; then
    printf 'SKIPPED: tools/trinity does not exist yet, so no Lua program can run\n'
    exit 75
  fi
}

# Sets `scratch` to a new folder that goes with the step's shell.
make_scratch() {
  scratch=$(mktemp -d)
  trap 'rm -rf "$scratch"' EXIT
}

step_format() {
  . "$(verb_file fmt)"
  verb_fmt --check
}

step_rooms() { python3 tools/dev/rooms.py; }

step_tools() { python3 tools/dev/self_test.py; }

step_build() { build_step release; }
step_asan_build() { build_step asan; }
step_checked() { build_step checked; }

build_step() {
  build_preset "$1"
  printf '1 passed, 0 failed\n'
}

step_unit() { unit_tests release; }
step_asan_unit() { sanitizer_environment; unit_tests asan; }
step_check_unit() { unit_tests checked; }

unit_tests() { python3 tools/dev/unit_tests.py --jobs "$(job_count)" "$1"; }

step_lua() { lua_tests release; }
step_asan_lua() { sanitizer_environment; lua_tests asan --mode plain --sanitized; }
step_asan_modes() { sanitizer_environment; lua_tests asan --sanitized; }
step_check_lua() { lua_tests checked --mode plain --slow 20; }

lua_tests() {
  need_trinity
  local preset=$1
  shift
  python3 tools/dev/lua_tests.py --trinity "$(trinity_of "$preset")" --jobs "$(job_count)" "$@"
}

step_reference() { lua_tests release --mode plain --reference lua5.4; }

step_cli() { cli_tests release; }
# Not the shares of time that profile.t asks for: with sanitizers a program spends it elsewhere.
step_asan_cli() {
  sanitizer_environment
  local files=()
  for file in tests/cli/*.t; do [[ $file == */profile.t ]] || files+=("$file"); done
  cli_tests asan --slow 5 "${files[@]}"
}

cli_tests() {
  need_trinity
  local preset=$1
  shift
  python3 tools/dev/cli_tests.py --trinity "$(trinity_of "$preset")" "$@"
}

# A real server, and a client of it.
step_serve() { serve_tests release; }
step_serve_workers() { serve_tests release --workers; }
step_asan_serve() { sanitizer_environment; serve_tests asan --slow 8; }
step_asan_serve_workers() { sanitizer_environment; serve_tests asan --slow 8 --workers; }

step_soak() { serve_tests release --soak 1800 soak; }

serve_tests() {
  need_trinity
  local preset=$1
  shift
  python3 tests/serve/run.py --trinity "$(trinity_of "$preset")" "$@"
}

# The programs in tests/abi, with the C interface as a library. Modules that are not installed are skipped.
step_abi() {
  python3 tools/dev/abi_tests.py --library "$(build_dir release)/lib" --trinity "$(trinity_of release)"
}
step_asan_abi() {
  sanitizer_environment
  python3 tools/dev/abi_tests.py --library "$(build_dir asan)/lib" --slow 10 \
    --cc 'clang-19 -fsanitize=address,undefined' clients
}

# The library alone is built for it. Not the client `threads`: the sanitizer keeps signals back until a call into the C library.
step_tsan() {
  build_preset tsan liblua
  sanitizer_environment
  TSAN_OPTIONS+=:suppressions=$root/tests/abi/tsan.supp
  python3 tools/dev/abi_tests.py --library "$(build_dir tsan)/lib" --slow 2 \
    --cc 'clang-19 -fsanitize=thread' clients/parallel
}

# Without the library's debug information, which Debian's valgrind cannot read; it knows the functions' names still. The
# C library keeps what it allocates once (locales, streams), so only what is lost counts.
step_valgrind() {
  if ! command -v valgrind >/dev/null; then
    printf 'SKIPPED: valgrind is not installed\n'
    exit 75
  fi
  make_scratch
  objcopy --strip-debug "$(build_dir release)/lib/liblua5.4.so.0.0.0" "$scratch/liblua5.4.so.0"
  python3 tools/dev/abi_tests.py --library "$scratch" --slow 20 \
    --under 'valgrind -q --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite,indirect' clients
}

step_abi_modes() {
  local mode output total=(0 0)
  for mode in TRINITY_MOVE_STACK=1 TRINITY_GC_STRESS=1 TRINITY_GC_STRESS=2 TRINITY_GC_STRESS=3; do
    printf '%s\n' "$mode"
    # Not those that count requests for memory or wait for an alarm.
    output=$(env "$mode" python3 tools/dev/abi_tests.py --library "$(build_dir release)/lib" --slow 5 \
      stack values tables operators calls coroutines loading debugging auxiliary streams corners) || true
    printf '%s\n' "$output"
    [[ ${output##*$'\n'} =~ ([0-9]+)\ passed,\ ([0-9]+)\ failed ]] || die 1 "abi_tests ended without its totals"
    total=($((total[0] + BASH_REMATCH[1])) $((total[1] + BASH_REMATCH[2])))
  done
  printf '%d passed, %d failed\n' "${total[@]}"
}

# What `cmake --install` puts in place must work from there, under each of its names.
step_install() {
  need_trinity
  local prefix name passed=0
  make_scratch
  prefix=$scratch
  cmake --install "$(build_dir release)" --prefix "$prefix" >/dev/null
  for name in trinity lua lua5.4; do
    if [[ $("$prefix/bin/$name" -e 'io.write(_VERSION)') == 'Lua 5.4' ]]; then
      passed=$((passed + 1))
    else
      printf 'the installed %s did not print its version\n' "$name"
    fi
  done
  printf 'io.write(_VERSION)' >"$prefix/hello.lua"
  "$prefix/bin/luac5.4" -o "$prefix/hello.luac" "$prefix/hello.lua" || true
  if [[ $("$prefix/bin/lua" "$prefix/hello.luac") == 'Lua 5.4' ]]; then
    passed=$((passed + 1))
  else
    printf 'a chunk made by the installed luac5.4 does not run under the installed lua\n'
  fi
  # The library for C++ hosts, from what is installed alone, as the oldest C++ it promises.
  local flags="-std=c++11 -Wall -Wextra -Werror -I$prefix/include -L$prefix/lib -Wl,-rpath,$prefix/lib"
  mv "$prefix"/lib/*/libtrinity.so* "$prefix/lib/" 2>/dev/null || true
  if ${CXX:-g++} $flags examples/embed.cpp -o "$prefix/embed" -ltrinity -pthread &&
    "$prefix/embed" | diff examples/embed.out -; then
    passed=$((passed + 1))
  else
    printf 'examples/embed.cpp does not run against the installed library\n'
  fi
  printf '%d passed, %d failed\n' "$passed" "$((5 - passed))"
}

# Makes packages of the release build and installs them in a folder.
step_package() {
  need_trinity
  need package
  make_scratch
  python3 tools/package/check.py --build "$(build_dir release)" --scratch "$scratch"
}

# The readers that need a location (llhttp, hiredis) are compared by hand; see the script.
step_wire() { python3 tests/wire/differential.py --seconds 15; }

# Starts from the committed seeds alone and from one random seed, so that a run can be repeated.
step_fuzz() {
  . "$(verb_file fuzz)"
  local -a targets
  local target passed=0
  mapfile -t targets < <(fuzz_targets)
  build_preset fuzz "${targets[@]/%/_fuzz}"
  sanitizer_environment
  make_scratch
  for target in "${targets[@]}"; do
    if fuzz_one "$target" "$scratch/$target" -runs=200000 -seed=1; then passed=$((passed + 1)); fi
  done
  printf '%d passed, %d failed\n' "$passed" "$((${#targets[@]} - passed))"
}

# Nothing is installed for this step alone: `./dev build arm64` installs what it needs.
step_arm64() {
  need_trinity
  if ! command -v qemu-aarch64 >/dev/null || [[ ! -d /usr/aarch64-linux-gnu/include ]]; then
    printf 'SKIPPED: no qemu-aarch64 or no cross packages (./dev build arm64 installs them)\n'
    exit 75
  fi
  build_preset arm64 trinity
  make_scratch
  printf '#!/bin/sh\nexec qemu-aarch64 "%s" "$@"\n' "$(trinity_of arm64)" >"$scratch/trinity"
  chmod +x "$scratch/trinity"
  python3 tools/dev/lua_tests.py --trinity "$scratch/trinity" --jobs "$(job_count)" --slow 10 \
    --mode plain --mode tier1 --mode tier2 --mode tier3 --mode tier3-gc \
    chunks close control coroutines errors functions math metatables ops strings tables utf8
}

# The reference must be 5.4.8: older ones differ in known ways.
step_programs() {
  need_trinity
  if [[ -z ${TRINITY_REFERENCE:-} ]]; then
    printf 'SKIPPED: no stock Lua 5.4.8 given (the variable TRINITY_REFERENCE names its program)\n'
    exit 75
  fi
  python3 tools/dev/fuzz_programs.py --trinity "$(trinity_of release)" --count 100000 \
    --against "$TRINITY_REFERENCE" --jobs "$(job_count)" --found "$(build_dir fuzz)/found"
}

# Of the modes beyond `user`, three files need the C modules of the suite (TESTLIBS) to pass.
step_official() {
  need_trinity
  if [[ -z $official ]]; then
    printf 'SKIPPED: no location given (--official LOCATION or TRINITY_OFFICIAL_TESTS)\n'
    exit 75
  fi
  local mode total=(0 0)
  for mode in user soft full; do
    official_mode "$mode"
  done
  printf '%d passed, %d failed\n' "${total[@]}"
}

# official_mode MODE: adds the files that passed and failed to `total`.
official_mode() {
  local file status
  local report=$logs/official-$1.txt module=$(build_dir release)/testc.so
  # It puts its allocator before the program's, and so must stay when the state that loaded it is closed.
  cc -std=c99 -O2 -shared -fPIC -Wl,-z,nodelete -Iinclude -o "$module" tests/abi/testc/testc.c
  MODE=$1 TESTC=$module LUA=$(trinity_of release) tools/dev/official_tests "$official" | tee "$report" || true
  grep -q '^passed ' "$report" || die 1 "official_tests ended without its totals"
  while read -r file status _; do
    case $status in
      PASS) total[0]=$((total[0] + 1)) ;;
      FAIL | CRASH | TIMEOUT)
        if [[ $1 != user && -z ${TESTLIBS:-} && $file == @(attrib|main|all).lua ]]; then
          printf 'not counted: %s needs the C modules of the suite (TESTLIBS)\n' "$file"
        else
          total[1]=$((total[1] + 1))
        fi
        ;;
    esac
  done < <(grep -E '^[a-z]+\.lua ' "$report")
}
