# What the scripts of this folder share. Sourced.
# shellcheck shell=bash

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
project=$(dirname "$here")

# The exit code that says: this machine can't do it, which says nothing about the card.
cannot_run_here=77

# Leaves with one line that says why nothing can be run here.
skip() {
    echo "linux: not run here: $*" >&2
    exit "$cannot_run_here"
}

# Whatever was unpacked by another version of `fetch` is not used.
cache_root=${MLX4_LINUX_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/mlx4-linux}
cache=$cache_root/$(cat "$here/fetch" "$here/common.sh" | sha256sum | cut -c 1-12)

# The kernels: the name that scripts use, and the Debian release that has it.
kernels=(6.1 6.12)
declare -A release_of=([6.1]=bookworm [6.12]=trixie)

# Becomes a program in the folder that it was unpacked to: unpacked ROOT PROGRAM [ARGUMENT...]. It runs with the C library that came
# with it, since this machine's may be older. To be called in a subshell, a pipe or the background.
unpacked() {
    local libraries=$1/usr/lib/x86_64-linux-gnu program=$1/$2
    shift 2
    exec "$libraries/ld-linux-x86-64.so.2" --library-path "$libraries" "$program" "$@"
}
