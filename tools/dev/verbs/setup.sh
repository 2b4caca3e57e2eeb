# setup: install every Debian package that any verb needs
#
# usage: ./dev setup [--list]
#
#   --list   print the packages and whether each is installed, and change nothing
#
# Other verbs install what they need by themselves; this one does it all at once, for instance
# before going offline. As an ordinary user it goes through sudo; where that is not possible it
# prints the command to type. TRINITY_NO_INSTALL=1 makes every verb check for packages without ever
# installing one.

verb_setup() {
  local -a all missing
  mapfile -t all < <(packages_of "${!package_groups[@]}")
  case ${1:-} in
    '') ;;
    --list)
      local package status
      mapfile -t missing < <(missing_packages "${all[@]}")
      for package in "${all[@]}"; do
        status=installed
        if is_one_of "$package" "${missing[@]}"; then status=missing; fi
        printf '%-20s %s\n' "$package" "$status"
      done
      return
      ;;
    *) unknown option "$1" "./dev setup --help" --list --help ;;
  esac
  need "${!package_groups[@]}"
  require_llvm19 clang++-19 clang-format-19 clang-tidy-19
  say "${green}all ${#all[@]} packages are installed${plain}"
}
