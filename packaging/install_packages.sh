# shellcheck shell=bash
# Sourced by run.sh and test.sh: installs the packages of packages.txt, builds, and tells people how far it is.
# Needs bash with errexit, nounset and pipefail set.
#   install_packages SECTION…  installs what is missing of these sections; returns at once when nothing is
#   begin_step TEXT / end_step  one line a step, with how long it took
#   run_logged LOG COMMAND…    runs COMMAND with its output in LOG and the latest line shown, so ninja's [37/112]
#   configure PRESET ARGUMENT… / build_programs PRESET TARGET…  both quick when nothing changed

packaging_dir=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
root_dir=$(dirname -- "$packaging_dir")
log_dir=$root_dir/build/logs

fail() {
    printf 'tocd: %s\n' "$@" >&2
    exit 1
}

begin_step() {
    step_started=$SECONDS
    printf '== %s\n' "$1"
}

end_step() {
    printf '   done in %d s\n' $((SECONDS - step_started))
}

# What a command says becomes one line that stands still on a terminal; without one, its latest line every ten seconds.
show_latest() {
    local line last=$SECONDS
    while IFS= read -r line; do
        if [[ -t 1 ]]; then
            printf '\r   %-76.76s' "$line"
        elif ((SECONDS - last >= 10)); then
            last=$SECONDS
            printf '   %.100s\n' "$line"
        fi
    done
    if [[ -t 1 ]]; then printf '\r%-80s\r' ''; fi
}

run_logged() {
    local log=$1
    shift
    mkdir -p -- "$(dirname -- "$log")"
    printf '   output in %s\n' "$log"
    if ! "$@" 2>&1 | tee -- "$log" | show_latest; then  # pipefail is on
        printf '\n---- the last lines of %s\n' "$log" >&2
        tail -n 40 -- "$log" >&2
        fail "this step failed: $*" "the whole output is in $log"
    fi
}

# The packages of SECTION… that the list wants here, one a line.
listed_packages() {
    local wanted=" $* " section='' line package word condition
    while IFS= read -r line; do
        line=${line%%#*}
        if [[ $line =~ ^\[([a-z]+)\] ]]; then
            section=${BASH_REMATCH[1]}
            continue
        fi
        read -r package word condition <<<"$line"
        [[ -n $package && $wanted == *" $section "* ]] || continue
        if [[ $word == unless ]] && have_command "${condition%%>=*}" "${condition##*>=}"; then
            continue
        fi
        printf '%s\n' "$package"
    done <"$packaging_dir/packages.txt"
}

# Whether COMMAND is there in version MAJOR or newer.
have_command() {
    local version
    version=$("$1" --version 2>/dev/null) || return 1
    [[ $version =~ ([0-9]+) ]] && ((BASH_REMATCH[1] >= $2))
}

missing_packages() {
    local package status
    declare -A installed=()
    while read -r status package; do
        [[ $status != installed ]] || installed[$package]=yes
    done < <(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null)
    for package in "$@"; do
        [[ -n ${installed[$package]:-} ]] || printf '%s\n' "$package"
    done
}

# Ends with a remedy where packages cannot be installed; else sets as_root to what runs a command as root.
check_can_install() {
    local command="apt-get install --no-install-recommends $*" id='' version=''
    if [[ -r /etc/os-release ]]; then
        id=$(. /etc/os-release && printf '%s %s' "${ID:-}" "${ID_LIKE:-}")
        version=$(. /etc/os-release && printf '%s' "${VERSION_ID:-}")
    fi
    if [[ " $id " != *" debian "* ]] || ! command -v apt-get >/dev/null; then
        fail "this system ('${id% }') is not Debian; the scripts install Debian 12's packages." \
            "On another system install what packaging/packages.txt names, then: cmake --preset release && cmake --build --preset release" \
            "A Debian 12 beside it is made by: debootstrap --variant=minbase bookworm DIR"
    fi
    if [[ $id == "debian "* && $version =~ ^[0-9]+$ ]] && ((version < 12)); then
        fail "Debian $version is too old: Debian 12 or newer is needed (g++ 12, CMake 3.25)."
    fi
    as_root=()
    if ((EUID != 0)); then
        command -v sudo >/dev/null || fail "packages are missing, and there is neither root nor sudo here." "As root, once: $command"
        if [[ ! -t 0 ]] && ! sudo -n true 2>/dev/null; then
            fail "packages are missing, and sudo asks for a password that nobody can enter here." "Once, by hand: sudo $command"
        fi
        as_root=(sudo)
    fi
}

install_packages() {
    local -a listed=() missing=() as_root=()
    if command -v dpkg-query >/dev/null; then
        mapfile -t listed < <(listed_packages "$@" | sort -u)
        mapfile -t missing < <(missing_packages "${listed[@]}")
        ((${#missing[@]} > 0)) || return 0
    else
        mapfile -t missing < <(listed_packages "$@" | sort -u)
    fi
    check_can_install "${missing[@]}"

    begin_step "Installing ${#missing[@]} Debian packages: ${missing[*]}"
    run_logged "$log_dir/apt-update.log" "${as_root[@]}" apt-get update
    run_logged "$log_dir/apt-install.log" "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 "${missing[@]}"
    end_step
}

# Configures PRESET where that was not done, with further arguments for CMake.
configure() {
    local preset=$1 build_dir=$root_dir/build/$1 home
    shift
    if [[ -r $build_dir/CMakeCache.txt ]]; then
        home=$(sed -n 's/^CMAKE_HOME_DIRECTORY:INTERNAL=//p' "$build_dir/CMakeCache.txt")
        if [[ $home != "$root_dir" ]]; then
            printf '== The checkout moved here from %s: configuring anew\n' "$home"
            rm -rf -- "$build_dir/CMakeCache.txt" "$build_dir/CMakeFiles" "$build_dir/build.ninja"
        fi
    fi
    [[ ! -r $build_dir/build.ninja ]] || return 0  # ninja configures again by itself when CMake's files changed
    begin_step "Configuring build/$preset"
    run_logged "$log_dir/configure-$preset.log" cmake -S "$root_dir" --preset "$preset" "$@"
    end_step
}

# As many compilers as there are cores and gigabytes for them.
compile_jobs() {
    local cores gigabytes
    cores=$(nproc)
    gigabytes=$(awk '/^MemAvailable:/ { print int($2 / 1000000) }' /proc/meminfo)
    ((gigabytes >= 1)) || gigabytes=1
    printf '%d' $((cores < gigabytes ? cores : gigabytes))
}

build_programs() {
    local preset=$1
    shift
    begin_step "Building $*"
    NINJA_STATUS='[%f/%t] ' run_logged "$log_dir/build-$preset.log" \
        ninja -C "$root_dir/build/$preset" -j "$(compile_jobs)" "$@"
    end_step
}
