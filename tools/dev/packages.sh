# Debian packages: which ones a task needs, and how a missing one gets onto the machine.
#
# Only apt is used. Rows of the table are groups; a verb names the groups it needs. Nothing is
# installed when nothing is missing, so a machine without network or root works once it is set up.
# TRINITY_NO_INSTALL=1 checks but never installs.

declare -A package_groups=(
  [build]='git cmake ninja-build clang-19 libstdc++-12-dev doctest-dev libedit-dev libcapstone-dev ccache libboost1.81-dev libssl-dev zlib1g-dev libdeflate-dev libsimdjson-dev libsqlite3-dev libtomlplusplus-dev'
  [sanitize]='libclang-rt-19-dev llvm-19'
  [test]='python3 lua5.4 clang-format-19 time binutils gcc g++ liblua5.4-dev'
  # C modules that Debian builds for Lua 5.4, and programs with it inside: those that are installed are tested.
  [modules]='lua-cjson lua-lpeg lua-filesystem lua-socket lua-sec lua-luaossl lua-cqueues lua-event lua-luv lua-expat lua-yaml lua-zlib lua-sql-sqlite3 lua-bitop lua-rex-posix lua-rex-pcre2 lua-rex-gnu lua-rex-onig lua-rex-tre lua-readline lua-system lua-term lighttpd lighttpd-modules-lua curl gringo gnuplot-nox neomutt dnsmasq-base-lua luarocks lua-busted'
  # For AArch64 programs: what clang lacks, and what runs them.
  [cross]='qemu-user libstdc++-12-dev-arm64-cross libgcc-12-dev-arm64-cross libc6-dev-arm64-cross binutils-aarch64-linux-gnu'
  [format]='clang-format-19'
  [lint]='clang-tidy-19 python3 shellcheck'
  [bench]='python3 lua5.4 time wrk'
  [package]='debhelper dpkg-dev lintian gcc pkgconf python3 xz-utils'
)

# packages_of GROUP... prints each package once.
packages_of() {
  local group
  for group in "$@"; do
    [[ -n ${package_groups[$group]:-} ]] || die 70 "no package group '$group'"
    tr ' ' '\n' <<<"${package_groups[$group]}"
  done | sort -u
}

# missing_packages PACKAGE... prints those that dpkg does not hold installed.
missing_packages() {
  local installed package
  installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "$@" 2>/dev/null |
    sed -n 's/^installed //p' || true)
  for package in "$@"; do
    grep -qxF -- "$package" <<<"$installed" || printf '%s\n' "$package"
  done
}

# need GROUP... returns with the packages installed, or ends saying exactly what to type.
need() {
  local -a wanted missing
  mapfile -t wanted < <(packages_of "$@")
  if ! command -v dpkg-query >/dev/null; then
    warn "no dpkg here, so the packages are taken as present; on Debian 12 they are: ${wanted[*]}"
    return
  fi
  mapfile -t missing < <(missing_packages "${wanted[@]}")
  [[ ${#missing[@]} -eq 0 ]] || install_packages "${missing[@]}"
}

install_packages() {
  local command="apt-get update && apt-get install -y --no-install-recommends $*"
  local -a become=()
  if [[ -n ${TRINITY_NO_INSTALL:-} ]]; then
    die 69 "missing packages, and TRINITY_NO_INSTALL is set; to install them: $command"
  fi
  if [[ $EUID -ne 0 ]]; then
    # sudo helps when it asks nothing, or when there is a person to ask.
    if command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [[ -t 0 ]]; }; then
      become=(sudo)
    else
      die 69 "missing packages: $*
     Neither root nor sudo is at hand. Type this, then try again:
       su -c '$command'"
    fi
  fi
  say "installing: $*"
  apt_get update || warn "apt-get update failed; trying with the lists already here"
  apt_get install -y --no-install-recommends "$@" ||
    die 69 "apt could not install: $*
     Trinity is developed on Debian 12, whose archive has all of them (clang-19 since 12.9).
     To see apt's own words: ${become[*]:+${become[*]} }$command"
}

# apt-get without questions; waits for another apt to finish. Its chatter is shown when it fails.
apt_get() {
  mkdir -p "$root/build"
  "${become[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get -qq -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 "$@" \
    </dev/null >"$root/build/apt.log" 2>&1 || { tail -n 40 "$root/build/apt.log" >&2; return 1; }
}

# require_llvm19 TOOL... fails early when a tool named *-19 is absent or is not version 19 after
# all.
require_llvm19() {
  local tool version
  for tool in "$@"; do
    command -v "$tool" >/dev/null ||
      die 69 "$tool is not on the PATH; on Debian 12: apt-get install ${tool/clang++/clang}"
    version=$("$tool" --version 2>/dev/null | grep -oE 'version [0-9]+' | head -n 1)
    [[ $version == 'version 19' ]] ||
      die 69 "$(command -v "$tool") is ${version:-of unknown version}, expected version 19"
  done
}
