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
if [[ " $* " != *' --listen'* ]] && (exec 3<>/dev/tcp/127.0.0.1/8080) 2>/dev/null; then
    printf '   Port 8080 is in use here; taking a free one\n'
    set -- --listen 127.0.0.1:0 "$@"
fi

# Passes on what tocd says, and adds what to do with its address. It outlives Ctrl-C, to pass on the last words too.
show_address() {
    local line url
    trap '' INT TERM HUP
    while IFS= read -r line; do
        printf '%s\n' "$line"
        if [[ $line =~ serving\ url=(http://[^[:space:]]+) ]]; then
            url=${BASH_REMATCH[1]}
            printf '\n   The page:  %s/\n   The API:   curl -s '\''%s/api/v1/files?sort=-size&limit=5'\''\n   The end:   Ctrl-C\n\n' "$url" "$url"
        fi
    done
}
printf '== Starting tocd\n'
exec "$root_dir/build/release/tocd" run "${dirs[@]}" "$@" 2> >(show_address >&2)
