# What ./dev says and how: messages, failures, nearest words, durations.
#
# Everything here goes to standard error except what a caller prints itself. Exit statuses follow
# sysexits.h: 64 the command line was wrong, 69 something the machine lacks, 1 a check failed.

if [[ -t 2 && -z ${NO_COLOR:-} ]]; then
  bold=$'\e[1m' red=$'\e[31m' green=$'\e[32m' yellow=$'\e[33m' plain=$'\e[0m'
else
  bold='' red='' green='' yellow='' plain=''
fi

say() { printf '%s\n' "$*" >&2; }
warn() { printf '%s\n' "${yellow}dev: $*${plain}" >&2; }

# die STATUS MESSAGE...
die() {
  local status=$1
  shift
  printf '%s\n' "${red}dev: $*${plain}" >&2
  exit "$status"
}

# is_one_of WORD LIST...
is_one_of() {
  local word=$1 candidate
  shift
  for candidate in "$@"; do [[ $candidate == "$word" ]] && return 0; done
  return 1
}

# The number of single-letter edits (insert, delete, replace) between two words. Cost: product of
# their lengths.
edit_distance() {
  local a=$1 b=$2 i j cost left above best
  local -a row=() next=()
  for ((j = 0; j <= ${#b}; j++)); do row[j]=$j; done
  for ((i = 1; i <= ${#a}; i++)); do
    next=("$i")
    for ((j = 1; j <= ${#b}; j++)); do
      [[ ${a:i-1:1} == "${b:j-1:1}" ]] && cost=0 || cost=1
      best=$((row[j - 1] + cost)) above=$((row[j] + 1)) left=$((next[j - 1] + 1))
      ((above < best)) && best=$above
      ((left < best)) && best=$left
      next[j]=$best
    done
    row=("${next[@]}")
  done
  printf '%d' "${row[${#b}]}"
}

# nearest WORD LIST... prints the entry that WORD was probably meant to be, or nothing.
nearest() {
  local word=${1:0:40} candidate distance best='' least=99
  shift
  for candidate in "$@"; do
    distance=$(edit_distance "$word" "$candidate")
    if [[ $candidate == "$word"* && -n $word ]]; then distance=1; fi
    if ((distance < least)); then least=$distance best=$candidate; fi
  done
  # More than two edits, or half of a short word, is another word rather than a slip of the finger.
  if ((least <= 2 && least * 2 <= ${#word})); then printf '%s' "$best"; fi
}

# unknown KIND WORD ADVICE CANDIDATES... ends with "did you mean" when a candidate is near.
unknown() {
  local kind=$1 word=$2 advice=$3 near
  shift 3
  near=$(nearest "$word" "$@")
  if [[ -n $near ]]; then near="; did you mean '$near'?"; fi
  die 64 "unknown $kind '$word'$near ($advice)"
}

# Milliseconds since an arbitrary start, for durations.
now_ms() { local us=${EPOCHREALTIME/[.,]/}; printf '%d' "$((us / 1000))"; }

# 73500 -> 1m13s, 8210 -> 8.2s
duration() {
  local ms=$1
  if ((ms >= 60000)); then
    printf '%dm%02ds' "$((ms / 60000))" "$((ms / 1000 % 60))"
  else
    printf '%d.%ds' "$((ms / 1000))" "$((ms % 1000 / 100))"
  fi
}
