# lint: run clang-tidy-19 over C++ files, and shellcheck over the scripts
#
# usage: ./dev lint [--all | FILE...]
#
#   --all   every C++ source of the repository
#   FILE    only these
#
# By default: the C++ sources changed since the branch left main, committed or not, and on main
# itself those changed since the last commit. A changed header is checked through the sources of its
# room. The rules are in .clang-tidy.

verb_lint() {
  local all=''
  local -a files=()
  while [[ $# -gt 0 ]]; do
    case $1 in
      --all) all=1 ;;
      -*) unknown option "$1" "./dev lint --help" --all --help ;;
      *)
        [[ -f $1 ]] || die 66 "no such file: $1"
        files+=("$(realpath --relative-to="$root" "$1")")
        ;;
    esac
    shift
  done
  need build lint
  require_llvm19 clang++-19 clang-tidy-19
  cd "$root"
  if [[ -n $all ]]; then
    mapfile -t files < <(sources_among '*.cpp')
  elif [[ ${#files[@]} -eq 0 ]]; then
    mapfile -t files < <(changed_sources)
  fi
  local status=0
  lint_scripts || status=1
  if [[ ${#files[@]} -gt 0 ]]; then
    lint_sources "${files[@]}" || status=1
  else
    say "no C++ source changed; ./dev lint --all checks every one"
  fi
  return "$status"
}

# sources_among PATHSPEC... prints the C++ sources of the working tree that match.
sources_among() { working_files "$@" | grep '\.cpp$' || true; }

working_files() { git ls-files --cached --others --exclude-standard -- "$@"; }

changed_sources() {
  local base file
  base=$(git merge-base HEAD main 2>/dev/null ||
    git merge-base HEAD origin/main 2>/dev/null || git rev-parse HEAD)
  { git diff --name-only --diff-filter=d "$base"; git ls-files --others --exclude-standard; } |
    while IFS= read -r file; do
      case $file in
        *.cpp) printf '%s\n' "$file" ;;
        *.hpp | *.def) sources_among "${file%/*}/*.cpp" ;;
      esac
    done | sort -u
}

lint_sources() {
  configure_for_lint
  say "clang-tidy over $# files"
  printf '%s\0' "$@" |
    xargs -0 -n 1 -P "$(job_count)" \
      clang-tidy-19 --quiet --warnings-as-errors='*' -p "$(build_dir dev)" 2>/dev/null ||
    { say "${red}clang-tidy complained (above)${plain}"; return 1; }
  say "${green}clang-tidy found nothing${plain}"
}

# clang-tidy reads the compile commands of the dev preset.
configure_for_lint() {
  mkdir -p "$(build_dir dev)"
  configure_preset dev "$(build_dir dev)"
}

lint_scripts() {
  local -a scripts
  mapfile -t scripts < <(working_files dev .ci/run 'tools/dev/*.sh')
  # The files are parts of one bash script that runs under set -e: names cross between them.
  shellcheck --shell=bash --exclude=SC1090,SC2034,SC2154,SC2164 "${scripts[@]}" || { say "${red}shellcheck complained (above)${plain}"; return 1; }
}
