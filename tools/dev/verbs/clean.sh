# clean: remove build folders
#
# usage: ./dev clean [PRESET...]      (every preset when none is named)
#
# Removes nothing outside build/. The compiler cache is kept; `ccache -C` empties it.

verb_clean() {
  local preset
  for preset in "$@"; do
    known_preset "$preset"
  done
  if [[ $# -eq 0 ]]; then
    rm -rf -- "$root/build"
    say "removed build/"
  fi
  for preset in "$@"; do
    rm -rf -- "$(build_dir "$preset")"
    say "removed build/$preset"
  done
}
