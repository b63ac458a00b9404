#!/usr/bin/env bash
# Installs what is missing, builds tocd, scans DIR… and serves the page. See usage below.
set -euo pipefail

usage() {
    cat <<'END'
usage: packaging/run.sh DIR… [-- OPTION…]

Installs the Debian packages that are missing, builds tocd in build/release, then runs `tocd run DIR…`: it scans
the directories and serves them on a web page of this machine until Ctrl-C. The catalogue is kept in
${XDG_STATE_HOME:-~/.local/state}/tocd. What follows -- goes to `tocd run`; see `build/release/tocd run --help`.
END
}

dirs=()
while (($# > 0)); do
    case $1 in
        --) shift; break ;;
        -h | --help) usage; exit 0 ;;
        -*) printf 'tocd: unknown option %s; options of tocd itself come after --\n' "$1" >&2; usage >&2; exit 2 ;;
        *) dirs+=("$1"); shift ;;
    esac
done
if ((${#dirs[@]} == 0)); then
    usage >&2
    exit 2
fi
for i in "${!dirs[@]}"; do
    dir=${dirs[i]}
    if [[ ! -d $dir ]]; then
        if [[ -e $dir ]]; then reason='is not a directory'; else reason='does not exist'; fi
        printf 'tocd: %s %s\n' "$dir" "$reason" >&2
        exit 2
    fi
    if [[ ! -r $dir || ! -x $dir ]]; then
        printf 'tocd: %s cannot be read by %s\n' "$dir" "$(id -un)" >&2
        exit 2
    fi
    [[ $dir == /* ]] || dirs[i]=$PWD/$dir
done

. "$(dirname -- "${BASH_SOURCE[0]}")/install_packages.sh"

install_packages build run
configure release -DTOCD_TESTS=OFF

programs=()
for main in "$root_dir"/daemon/app/*_main.cpp; do
    program=$(basename -- "$main" _main.cpp)
    programs+=("${program//_/-}")
done
build_programs release "${programs[@]}"
printf '== Starting tocd; Ctrl-C ends it\n'
exec "$root_dir/build/release/tocd" run "${dirs[@]}" "$@"
