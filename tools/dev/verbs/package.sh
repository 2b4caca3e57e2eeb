# package: make Debian packages and a relocatable tarball of the release build
#
# usage: ./dev package [--version VERSION] [--out FOLDER]
#
#   --version VERSION  of the packages (default: the project's)
#   --out FOLDER       where they go (default: build/package)
#
# trinity                 the command line; /usr/bin/lua and luac through the alternatives system
# lua5.4-trinity          lua5.4 and luac5.4, instead of Debian's lua5.4
# libtrinity-lua5.4-0     the library, beside Debian's (LD_LIBRARY_PATH names its folder)
# liblua5.4-0-trinity     the library, instead of Debian's liblua5.4-0
# libtrinity-lua5.4-dev   headers, link and pkg-config files, instead of liblua5.4-dev
# trinity-VERSION-linux-x86_64.tar.xz   all of it, to be unpacked anywhere
#
# The same commit and compiler give the same bytes; SOURCE_DATE_EPOCH sets the times in them. Root is
# not needed. docs/howto/make-packages.md tells more.

verb_package() {
  local out=$root/build/package
  local -a version=()
  while [[ $# -gt 0 ]]; do
    case $1 in
      --version | --out)
        [[ -n ${2:-} ]] || die 64 "$1 wants a value (./dev package --help)"
        if [[ $1 == --out ]]; then out=$2; else version=(--version "$2"); fi
        shift
        ;;
      *) unknown option "$1" "./dev package --help" --version --out --help ;;
    esac
    shift
  done
  require_trinity
  need package
  quiet_build=1
  build_preset release trinity trinity_links liblua
  python3 "$root/tools/package/package.py" --build "$(build_dir release)" --out "$out" "${version[@]}"
}
