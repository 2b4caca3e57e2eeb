# fmt: format the C++ files with clang-format-19
#
# usage: ./dev fmt [--check] [FILE...]
#
#   --check   change nothing; list the files that are not formatted and fail if there are any
#   FILE      only these (default: every C++ file that git tracks, and new ones it does not ignore)

verb_fmt() {
  local check=''
  local -a files=()
  while [[ $# -gt 0 ]]; do
    case $1 in
      --check) check=1 ;;
      -*) unknown option "$1" "./dev fmt --help" --check --help ;;
      *) [[ -f $1 ]] || die 66 "no such file: $1"; files+=("$1") ;;
    esac
    shift
  done
  need format
  require_llvm19 clang-format-19
  if [[ ${#files[@]} -eq 0 ]]; then
    cd "$root"
    mapfile -t files < <(cpp_files)
  fi
  [[ ${#files[@]} -gt 0 ]] || die 66 "found no C++ file to format"
  if [[ -n $check ]]; then
    check_format "${files[@]}"
  else
    printf '%s\0' "${files[@]}" | xargs -0 -n 40 clang-format-19 -i
    say "formatted ${#files[@]} files"
  fi
}

# The C++ files of the working tree, tracked or new, as paths from the root.
cpp_files() {
  local file
  git ls-files --cached --others --exclude-standard -- '*.cpp' '*.hpp' '*.c' '*.h' |
    while IFS= read -r file; do
      if [[ -f $file ]]; then printf '%s\n' "$file"; fi
    done
}

check_format() {
  local file bad=0
  while IFS= read -r file; do
    printf 'not formatted: %s\n' "$file"
    bad=$((bad + 1))
  done < <(printf '%s\0' "$@" |
    xargs -0 -n 40 -P "$(job_count)" clang-format-19 --dry-run -Werror 2>&1 |
    sed -nE 's/^(.+):[0-9]+:[0-9]+: error: code should be clang-formatted.*/\1/p' | sort -u)
  if ((bad > 0)); then printf 'to format them: ./dev fmt\n'; fi
  printf '%d passed, %d failed\n' "$(($# - bad))" "$bad"
  ((bad == 0))
}
