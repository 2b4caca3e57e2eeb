# test: check everything; the last line is "N passed, N failed"
#
# usage: ./dev test [--full] [--only STEP]... [--official LOCATION] [--list]
#
#   --full               also the long steps, and keep the summary in docs/conformance.md
#   --only STEP          only this step (repeatable); steps it needs run first
#   --official LOCATION  a git clone of the lua repository or a folder with its test files, for the
#                        step `official` (default: the variable TRINITY_OFFICIAL_TESTS)
#   --list               print the steps and end
#
# The step `programs` of --full wants the program of stock Lua 5.4.8 in TRINITY_REFERENCE.
#
# Each step's output is kept in build/test-logs/STEP.log; a failing step shows its end. The exit
# status is 0 when nothing failed. TRINITY_JOBS=N bounds what runs at once. A quick step that is not
# over after TRINITY_STEP_MINUTES (25) is ended, and has failed.

. "$root/tools/dev/steps.sh"

verb_test() {
  local full='' official=${TRINITY_OFFICIAL_TESTS:-} command="./dev test${*:+ $*}"
  local -a only=() steps
  mapfile -t steps < <(step_names)
  while [[ $# -gt 0 ]]; do
    case $1 in
      --full) full=1 ;;
      --only | --official)
        [[ -n ${2:-} ]] || die 64 "$1 wants a value (./dev test --help)"
        if [[ $1 == --only ]]; then
          is_one_of "$2" "${steps[@]}" || unknown step "$2" "./dev test --list" "${steps[@]}"
          only+=("$2")
        else
          [[ -d $2 ]] || die 66 "no such folder: $2 (expected a lua clone, or its test files)"
          official=$(cd "$2" && pwd)
        fi
        shift
        ;;
      --list)
        list_steps
        return
        ;;
      *) unknown option "$1" "./dev test --help" --full --only --official --list --help ;;
    esac
    shift
  done
  [[ ${TRINITY_STEP_MINUTES:-25} =~ ^[1-9][0-9]*$ ]] ||
    die 64 "TRINITY_STEP_MINUTES should be a whole number above 0, found '$TRINITY_STEP_MINUTES'"
  # The steps' own tools; each build installs what it needs besides.
  need build test
  require_llvm19 clang++-19 clang-format-19
  cd "$root"
  run_steps
}

# Runs the chosen steps in the order of the table. Reads verb_test's full, only, command.
run_steps() {
  local -a chosen
  local name count=0 failed_steps=0 passed=0 failed=0 started
  mapfile -t chosen < <(chosen_steps)
  logs=$root/build/test-logs
  mkdir -p "$logs"
  : >"$logs/summary.tsv"
  started=$(now_ms)
  declare -A outcome=()
  for name in "${chosen[@]}"; do
    count=$((count + 1))
    run_step "$name" "$count" "${#chosen[@]}"
  done
  print_summary "$(($(now_ms) - started))"
  if [[ -n $full && ${#only[@]} -eq 0 ]]; then
    python3 tools/dev/conformance.py --command "$command" \
      --duration-ms "$(($(now_ms) - started))" "$logs/summary.tsv"
  fi
  printf '%d passed, %d failed\n' "$passed" "$failed"
  ((failed == 0 && failed_steps == 0))
}

# run_step NAME NUMBER OF: runs one step with its output in a log, and adds its counts to passed and
# failed.
run_step() {
  local name=$1 log=$logs/$1.log start status=0 ms counts blocker verdict
  printf '[%d/%d] %-11s %s\n' "$2" "$3" "$name" "$(step_field "$name" title)"
  blocker=$(blocked_by "$name")
  if [[ -n $blocker ]]; then
    finish_step "$name" blocked 0 1 0 "not run: the step $blocker failed"
    return
  fi
  start=$(now_ms)
  # In a process group of its own, so that all of it can be ended.
  set -m
  (set -e; "step_${name//-/_}") >"$log" 2>&1 </dev/null &
  local step=$! limiter=''
  if [[ $(step_field "$name" when) == quick ]]; then
    (sleep "$((${TRINITY_STEP_MINUTES:-25} * 60))"; kill -KILL -- "-$step") >/dev/null 2>&1 </dev/null &
    limiter=$!
    disown "$limiter"  # its end is not reported
  fi
  set +m
  trap 'kill -KILL -- "-$step" ${limiter:+"-$limiter"} 2>/dev/null || true; exit 130' INT TERM
  watch_log "$step" "$log" "$start"
  wait "$step" 2>/dev/null || status=$?
  trap - INT TERM
  [[ -z $limiter ]] || kill -KILL -- "-$limiter" 2>/dev/null || true
  ms=$(($(now_ms) - start))
  counts=$(tail -n 1 "$log" | grep -xE '[0-9]+ passed, [0-9]+ failed(, [0-9]+ skipped)?' || true)
  read -r verdict p f note <<<"$(judge "$status" "$counts" "$log")"
  if [[ $verdict == failed ]]; then
    sed 's/^/      | /' <(tail -n 60 "$log")
    note="$note (all of it: build/test-logs/$name.log; alone: ./dev test --only $name)"
  fi
  finish_step "$name" "$verdict" "$p" "$f" "$ms" "$note"
}

# judge STATUS COUNTS LOG prints verdict, passed, failed and a note. A step must say what it
# counted: one that ends well without having checked anything has not passed.
judge() {
  local status=$1 counts=$2 p f
  p=$(sed -E 's/ passed.*//' <<<"$counts")
  f=$(sed -E 's/.*, ([0-9]+) failed.*/\1/' <<<"$counts")
  if ((status == 137)) && [[ -z $counts ]]; then
    printf 'failed 0 1 it was killed: it took longer than %d minutes, or memory ran out' "${TRINITY_STEP_MINUTES:-25}"
  elif ((status == 75)); then
    printf 'skipped 0 0 %s' "$(tail -n 1 "$3")"
  elif [[ -z $counts ]]; then
    printf 'failed 0 1 it ended with status %d and without a count' "$status"
  elif ((f > 0)); then
    printf 'failed %d %d' "$p" "$f"
  elif ((status != 0)); then
    printf 'failed %d 1 it ended with status %d' "$p" "$status"
  elif ((p == 0)); then
    printf 'failed 0 1 it checked nothing'
  else
    printf 'passed %d 0' "$p"
  fi
}

# finish_step NAME VERDICT PASSED FAILED MS NOTE
finish_step() {
  local colour=$green
  outcome[$1]=$2
  passed=$((passed + $3)) failed=$((failed + $4))
  case $2 in
    failed | blocked) colour=$red failed_steps=$((failed_steps + 1)) ;;
    skipped) colour=$yellow ;;
  esac
  printf '      %s%s%s  %d passed, %d failed  %s%s\n' \
    "$colour" "$2" "$plain" "$3" "$4" "$(duration "$5")" "${6:+  $6}"
  printf '%s\t%s\t%d\t%d\t%d\t%s\n' "$@" >>"$logs/summary.tsv"
}

# While a step runs, a person sees its latest line; a log file sees nothing.
watch_log() {
  [[ -t 1 ]] || return 0
  local line
  while kill -0 "$1" 2>/dev/null; do
    line=$(tail -c 400 "$2" | tr '\r' '\n' | tail -n 1)
    printf '\r\e[K      %s  %s' "$(duration $(($(now_ms) - $3)))" "${line:0:60}"
    sleep 0.3
  done
  printf '\r\e[K'
}

print_summary() {
  local name verdict p f ms note
  printf '\n%s\n' "${bold}step         result      passed   failed     time${plain}"
  while IFS=$'\t' read -r name verdict p f ms note; do
    printf '%-12s %-9s %8d %8d %8s  %s\n' "$name" "$verdict" "$p" "$f" "$(duration "$ms")" "$note"
  done <"$logs/summary.tsv"
  printf '%s in %s\n\n' "$command" "$(duration "$1")"
}
