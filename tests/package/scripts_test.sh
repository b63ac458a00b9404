#!/usr/bin/env bash
# The start scripts: what they say and do before anything is built. usage: scripts_test.sh ROOT
set -euo pipefail
root=$1
scratch=$(mktemp -d)
trap 'rm -rf -- "$scratch"' EXIT
failures=0

expect() {  # expect WHAT TEXT PATTERN
    if [[ $2 != *"$3"* ]]; then
        printf 'FAILED: %s: expected «%s» in:\n%s\n' "$1" "$3" "$2"
        failures=$((failures + 1))
    fi
}

# Runs COMMAND; its output and «status N» come on standard output.
outcome() {
    local status=0
    "$@" 2>&1 || status=$?
    printf 'status %d\n' "$status"
}

said=$(outcome "$root/packaging/run.sh")
expect 'without a directory there is help' "$said" 'usage: packaging/run.sh DIR'
expect 'without a directory it fails' "$said" 'status 2'
said=$(outcome "$root/packaging/run.sh" --help)
expect 'help is no failure' "$said" 'status 0'
said=$(outcome "$root/packaging/run.sh" "$scratch" "$scratch/not there")
expect 'a directory that does not exist is named' "$said" "$scratch/not there does not exist"
expect 'a directory that does not exist ends it' "$said" 'status 2'
said=$(outcome "$root/packaging/run.sh" "$root/README.md")
expect 'a file is no directory' "$said" 'is not a directory'
said=$(outcome "$root/packaging/run.sh" --nonsense "$scratch")
expect 'an unknown option is named' "$said" 'unknown option --nonsense'

# A machine without any package: the real scripts, and programs that write down how they were called.
mkdir "$scratch/bin"
for tool in bash cat dirname mkdir sort sed tee tail env; do ln -s "$(command -v "$tool")" "$scratch/bin/$tool"; done
printf '#!/bin/sh\nexit 1\n' >"$scratch/bin/dpkg-query"
printf '#!/bin/sh\nprintf "%%s " apt-get "$@" >>"%s"; echo >>"%s"; exit 0\n' "$scratch/calls" "$scratch/calls" >"$scratch/bin/apt-get"
chmod +x "$scratch/bin/dpkg-query" "$scratch/bin/apt-get"
mkdir -p "$scratch/checkout" && cp -r "$root/packaging" "$scratch/checkout/"
script='set -euo pipefail; . "$1"; install_packages build run'
fresh=(env -i PATH="$scratch/bin" bash -c "$script" bash "$scratch/checkout/packaging/install_packages.sh")

if ((EUID == 0)); then
    said=$(outcome "${fresh[@]}")
    expect 'root installs' "$said" 'status 0'
    expect 'it says what it installs' "$said" 'ninja-build'
    calls=$(cat "$scratch/calls")
    expect 'the lists are brought up to date first' "$calls" $'apt-get update \napt-get install'
    expect 'nothing is installed that was not asked for' "$calls" '--no-install-recommends'
    expect 'the library list is complete' "$calls" 'libsqlitecpp-dev'
    expect 'node is asked for where there is none' "$calls" ' nodejs '
    [[ $calls != *chromium* ]] || expect 'running needs no browser' "$calls" 'no chromium'

    printf '#!/bin/sh\nprintf "E: no network\\n"; exit 100\n' >"$scratch/bin/apt-get"
    said=$(outcome "${fresh[@]}")
    expect 'what apt-get said is shown' "$said" 'E: no network'
    expect 'the log is named' "$said" 'build/logs/apt-update.log'
    [[ $said != *'status 0'* ]] || expect 'a failed installation ends it' "$said" 'status 1'

    printf '#!/bin/sh\nprintf v20.1.0\n' >"$scratch/bin/node"
    printf '#!/bin/sh\nprintf v16.1.0\n' >"$scratch/bin/npm"
    chmod +x "$scratch/bin/node" "$scratch/bin/npm"
    said=$(env -i PATH="$scratch/bin" bash -c 'set -euo pipefail; . "$1"; listed_packages build' bash "$root/packaging/install_packages.sh")
    [[ $said != *nodejs* ]] || expect 'a node from elsewhere will do' "$said" 'no nodejs'
    printf '#!/bin/sh\nprintf v16.1.0\n' >"$scratch/bin/node"
    said=$(env -i PATH="$scratch/bin" bash -c 'set -euo pipefail; . "$1"; listed_packages build' bash "$root/packaging/install_packages.sh")
    expect 'a node too old will not do' "$said" 'nodejs'
    user=(setpriv --reuid=65534 --regid=65534 --clear-groups)
    chmod 755 "$scratch" && chmod -R a+rX "$scratch/checkout"
else
    user=()
fi
said=$(outcome "${user[@]}" "${fresh[@]}")
expect 'without root and sudo it says what to type' "$said" 'As root, once: apt-get install'
expect 'without root and sudo it ends' "$said" 'status 1'

((failures == 0)) && printf 'all as expected\n'
