# bench: time the release build against another Lua over bench/programs
#
# usage: ./dev bench [OPTION...] [PATH...]
#
#   PATH                a folder of programs or one program (default: bench/programs)
#   --peer NAME=COMMAND an interpreter to time (repeatable); the default pair is
#                       trinity=build/release/bin/trinity and lua5.4=lua5.4
#   --baseline NAME     the peer that has ratio 1 (default: the last one)
#   --runs N            rounds (default: 3)
#   --only GLOB         only the programs whose names match
#   --memory            also the peak memory
#   --json FILE         keep every figure, with the machine and the commit
#   --timeout SECONDS   for one run (default: 120)
#   --cpu N             the core to run on
#
# The interpreters take turns, so that a busy machine treats them alike; figures are CPU seconds
# (user + system), medians over the rounds. Outputs must agree. A ratio above 1 means faster than
# the baseline.

verb_bench() {
  need bench
  if have_trinity; then
    quiet_build=1
    build_preset release trinity trinity_links
  elif [[ " $* " != *' --peer '* ]]; then
    require_trinity
  fi
  exec python3 "$root/tools/dev/bench.py" "$@"
}
