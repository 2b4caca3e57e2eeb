# run: run a Lua script with the release build of Trinity
#
# usage: ./dev run FILE [ARGUMENT...]
#        ./dev run FOLDER [OPTION...]       (functions: serves them, as trinity dev does)
#        ./dev run -- ARGUMENT...           (whatever trinity understands, such as -e 'print(1)')
#
# Builds first when something changed. The script's standard input, output and exit status are its
# own; messages about building go to standard error. Try: ./dev run examples/tour.lua

# Whether a folder, or one right below it, has a function.toml.
has_functions() {
  local found
  for found in "$1"/function.toml "$1"/*/function.toml; do
    [[ ! -e $found ]] || return 0
  done
  return 1
}

verb_run() {
  local -a command
  case ${1:-} in
    '') die 64 "a script is missing; try ./dev run examples/tour.lua" ;;
    --) command=("${@:2}") ;;
    -*) unknown option "$1" "./dev run --help; trinity's own options follow --" --help ;;
    *)
      [[ -e $1 ]] || die 66 "no such script: $1"
      if [[ -d $1 ]]; then
        has_functions "$1" || die 66 "$1 is a folder without functions, expected a Lua script"
        command=(dev "$@")
      else
        command=("$@")
      fi
      ;;
  esac
  require_trinity
  if [[ -x $(trinity_of release) ]]; then
    quiet_build=1
  else
    say "building Trinity first; that takes a few minutes once"
  fi
  build_preset release trinity trinity_links
  exec "$(trinity_of release)" "${command[@]}"
}
