# shellcheck shell=bash
# Sourced by boot_test.sh: a Debian 12 of its own, booted with systemd in namespaces of its own. Needs root.
#   make_debian DIR        a fresh copy of a plain Debian (debootstrapped once, kept in /var/cache/tocd-boot)
#   boot DIR LOG           boots it, without a network; sets `init`, the number of its process 1
#   inside COMMAND…        runs COMMAND there as root
#   halt                   ends everything in it

cache_dir=/var/cache/tocd-boot
suite=bookworm

# The mirror that this machine's own apt uses.
mirror() {
    apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
        awk -v suite="$suite" '$2 == suite && $3 == "main" { print $1; exit }'
}

make_debian() {
    local dir=$1 uri
    if [[ ! -d $cache_dir/base ]]; then
        uri=$(mirror)
        [[ -n $uri ]] || fail "apt of this machine knows no source of Debian 12 ($suite)"
        rm -rf -- "$cache_dir/new"
        mkdir -p -- "$cache_dir"
        run_logged "$log_dir/debootstrap.log" debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus,curl \
            "$suite" "$cache_dir/new" "$uri"
        mv -- "$cache_dir/new" "$cache_dir/base"
    fi
    mkdir -p -- "$dir"
    cp -a --reflink=auto -- "$cache_dir/base/." "$dir/"
    # What the package depends on comes from where this machine's packages come from.
    rm -rf -- "$dir"/etc/apt/sources.list "$dir"/etc/apt/sources.list.d
    cp -a -- /etc/apt/sources.list.d "$dir/etc/apt/" 2>/dev/null || true
    cp -a -- /etc/apt/sources.list "$dir/etc/apt/" 2>/dev/null || true
    cp -a -- /etc/apt/trusted.gpg.d/. "$dir/etc/apt/trusted.gpg.d/" 2>/dev/null || true
    cp -a -- /usr/share/keyrings/. "$dir/usr/share/keyrings/" 2>/dev/null || true
    rm -f -- "$dir/etc/resolv.conf"
    cp -L -- /etc/resolv.conf "$dir/etc/resolv.conf"
    printf 'tocd-boot\n' >"$dir/etc/hostname"
    : >"$dir/etc/machine-id"
}

# Process 1 to be: mounts what a container has, and becomes systemd. /proc/sys and /sys are read-only, so that nothing in
# it sets the machine's clock, devices or kernel settings (systemd looks at that).
# shellcheck disable=SC2016  # expanded by the inner shell
start_systemd='
set -e
dir=$1
mount --make-rprivate /
mount --bind "$dir" "$dir"
cd "$dir"
mount -t proc proc proc
mount --bind proc/sys proc/sys && mount -o remount,bind,ro proc/sys
mount -t sysfs -o ro sysfs sys
mount -t tmpfs -o mode=755 tmpfs run
mount -t tmpfs -o mode=1777 tmpfs tmp
mount -t tmpfs -o mode=755 tmpfs dev
for node in null:3 zero:5 full:7 random:8 urandom:9; do mknod -m 666 "dev/${node%:*}" c 1 "${node#*:}"; done
mknod -m 666 dev/tty c 5 0
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts dev/pts
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
mount -t tmpfs -o mode=1777 tmpfs dev/shm
mount -t cgroup2 cgroup2 sys/fs/cgroup
mkdir -p sys/fs/cgroup/tocd-boot.$2
echo 0 > sys/fs/cgroup/tocd-boot.$2/cgroup.procs
umount sys/fs/cgroup
exec unshare --cgroup bash -c "
set -e
mount -t cgroup2 cgroup2 sys/fs/cgroup
pivot_root . .
umount -l .
exec env -i container=tocd-boot PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --log-target=journal --show-status=true"
'

boot() {
    local dir=$1 log=$2 parent
    unshare --mount --uts --ipc --net --pid --fork --kill-child bash -c "$start_systemd" bash "$dir" "$$" >"$log" 2>&1 </dev/null &
    parent=$!
    init=
    for _ in $(seq 100); do
        init=$(cat "/proc/$parent/task/$parent/children" 2>/dev/null | tr -d ' ') || true
        [[ -z $init || $(cat "/proc/$init/comm" 2>/dev/null) != systemd ]] || break
        kill -0 "$parent" 2>/dev/null || { cat "$log" >&2; fail "the container did not start"; }
        sleep 0.2
    done
    booted=$parent
    for _ in $(seq 300); do
        case $(inside systemctl is-system-running 2>/dev/null || true) in running | degraded) return ;; esac
        sleep 0.2
    done
    cat "$log" >&2
    fail "the container's systemd does not come up"
}

inside() {
    nsenter --target "$init" --mount --uts --ipc --net --pid --cgroup --root \
        env -i --chdir=/ PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 SYSTEMD_COLORS=0 SYSTEMD_PAGER= "$@"
}

halt() {
    local group
    [[ -n ${booted:-} ]] || return 0
    kill -KILL "$booted" 2>/dev/null || true
    wait "$booted" 2>/dev/null || true
    booted=
    group=$(findmnt -n -t cgroup2 -o TARGET | head -n 1)/tocd-boot.$$
    for _ in $(seq 50); do  # its processes take a moment to go
        [[ -d $group ]] || return 0
        find "$group" -depth -type d -exec rmdir {} \; 2>/dev/null || true
        sleep 0.1
    done
}
