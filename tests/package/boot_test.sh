#!/usr/bin/env bash
# Installs the package in a booted Debian 12 of its own and does what an admin, a user and bad luck do to it.
# usage: boot_test.sh ROOT    (as root; TOCD_DEB=FILE takes that package instead of building one)
set -euo pipefail
. "$1/packaging/install_packages.sh"
. "$1/tests/package/booted_debian.sh"
((EUID == 0)) || fail "only root can boot a container: sudo packaging/test.sh -L slow -R booted"
install_packages boot

scratch=$(mktemp -d /var/tmp/tocd-boot.XXXXXX)
trap 'halt; rm -rf --one-file-system -- "$scratch"' EXIT
failures=0

step() { printf '\n== %s\n' "$*"; }

# Shows COMMAND and what it says.
show() {
    printf '# %s\n' "$*"
    inside "$@" 2>&1 | grep -v '^(Reading database' || true
}

expect() {  # expect WHAT OURS WANTED
    if [[ $2 == "$3" ]]; then
        printf 'ok: %s: %s\n' "$1" "$2"
    else
        printf 'FAILED: %s: %s instead of %s\n' "$1" "$2" "$3"
        failures=$((failures + 1))
    fi
}

wait_for() {  # wait_for WHAT SECONDS COMMAND…
    local what=$1 end=$((SECONDS + $2))
    shift 2
    until "$@" >/dev/null 2>&1; do
        if ((SECONDS >= end)); then
            printf 'FAILED: in vain for %s\n' "$what"
            failures=$((failures + 1))
            return
        fi
        sleep 0.2
    done
    printf 'ok: %s\n' "$what"
}

property() { inside systemctl show --property="$2" --value "$1"; }
# As an ordinary user, over the unix socket.
as_user() { inside setpriv --reuid=alice --regid=alice --clear-groups "$@"; }
curl_api() { as_user curl -sS --fail --max-time 10 --unix-socket /run/tocd/tocd.sock "http://localhost$1"; }
answers() { curl_api /readyz; }
status_line() { property tocd.service StatusText; }
status_has() { [[ $(status_line) == *"$1"* ]]; }
is_active() { [[ $(property "$1" ActiveState) == active ]]; }

# The block "sh NAME" of the admin's page, run as it stands there.
as_documented() {
    local script
    script=$(awk -v fence="^\`\`\`sh $2\$" '$0 ~ fence { on = 1; next } /^```$/ { on = 0 } on' "$1/packaging/docs/admin.md")
    [[ -n $script ]] || fail "admin.md has no block \"sh $2\""
    printf '%s\n' "$script"
    inside bash -ec "$script" 2>&1
}

deb=${TOCD_DEB:-}
[[ -n $deb ]] || deb=$("$1/packaging/deb.sh" "$scratch/deb" | tail -n 1)
[[ -r $deb ]] || fail "there is no package $deb"

step "A plain Debian 12, and a newer version of the package"
make_debian "$scratch/root"
cp -- "$deb" "$scratch/root/root/tocd.deb"
dpkg-deb -R "$deb" "$scratch/newer"
version=$(dpkg-deb -f "$deb" Version)
sed -i "s/^Version: .*/Version: $version+next/" "$scratch/newer/DEBIAN/control"
sed -i 's/^Description=.*/&, next/' "$scratch/newer/usr/lib/systemd/system/tocd.socket"
(cd "$scratch/newer" && find . -type f ! -path './DEBIAN/*' -printf '%P\0' | xargs -0 md5sum >DEBIAN/md5sums)
dpkg-deb --root-owner-group -b "$scratch/newer" "$scratch/root/root/tocd-next.deb" >/dev/null
# The container has no network: what the package depends on is fetched before.
run_logged "$scratch/apt.log" chroot "$scratch/root" sh -c \
    'apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends --download-only /root/tocd.deb sqlite3 nginx-light openssl'
find "$scratch/root" -xdev -name '*tocd*' ! -path "$scratch/root/root/*" >"$scratch/before"

step "Boot"
boot "$scratch/root" "$scratch/console"
show systemctl is-system-running
inside useradd --create-home alice
for share in /srv/open /srv/closed /home/alice/project /data/deep /tmp/there /mnt/disk; do
    inside mkdir -p "$share"
    [[ $share != /mnt/disk ]] || inside mount -t tmpfs disk /mnt/disk
    inside mkdir -p "$share/folder"
    inside sh -c "echo 12345 >'$share/folder/file-of-$(basename "$share").h5'"
done
inside chown -R alice: /home/alice/project
inside chmod -R go-rwx /srv/closed /home/alice /data/deep

step "apt install"
show apt-get -o Dpkg::Use-Pty=0 install -y --no-install-recommends /root/tocd.deb | tail -n 12
units='tocd.service tocd.socket tocd-http.socket tocd-scan.socket'
for unit in $units; do expect "$unit" "$(property "$unit" ActiveState)" active; done
# shellcheck disable=SC2086
expect "enabled" "$(inside systemctl is-enabled $units | tr '\n' ' ')" 'enabled enabled enabled enabled '
wait_for "an answer to alice" 20 answers
show systemctl status --no-pager tocd.service
show ls -l /run/tocd
expect "the capabilities of tocd" "$(inside sh -c 'grep CapEff /proc/$(systemctl show -p MainPID --value tocd)/status' | tr -d '\t')" 'CapEff:0000000000000000'

# The unit must let it.
expect "system calls that tocd gave up by itself" "$(curl_api /metrics | grep -c '^tocd_confined{by="seccomp"} 1$')" 1
expect "the version of Landlock by which it did" "$(curl_api /metrics | sed -n 's/^tocd_confined{by="landlock"} //p')" \
    "$(python3 -c 'import ctypes; print(max(0, ctypes.CDLL(None).syscall(444, None, 0, 1)))')"

step "Shares that only root or their owner may read"
inside sh -c 'cat >/etc/tocd/tocd.yaml' <<'END'
shares:
  - path: /srv/open
  - path: /srv/closed
  - path: /home/alice/project
  - path: /data/deep
  - path: /tmp/there
  - path: /mnt/disk
END
show tocd --check-config
show systemctl reload tocd
wait_for "all shares in the status line" 60 status_has '6 shares, 6 files'
expect "what the status line ends with" "$(status_line | grep -oE 'Confined by (Landlock and seccomp|seccomp, not by Landlock)\.$' | cut -d ' ' -f 1)" Confined
show systemctl status --no-pager tocd.service
expect "alice may not look into the closed share" "$(as_user ls /srv/closed 2>&1 || true)" "ls: cannot open directory '/srv/closed': Permission denied"
expect "alice finds its file by the API" "$(curl_api '/api/v1/files?ext=h5&share=closed' | grep -o 'file-of-closed.h5' | head -n 1)" file-of-closed.h5
expect "files that alice finds" "$(curl_api '/api/v1/files.ndjson' | wc -l)" 6
expect "over the port" "$(inside curl -sS --max-time 10 http://127.0.0.1:8080/api/v1/files.ndjson | wc -l)" 6
expect "the page" "$(inside curl -sS --max-time 10 http://127.0.0.1:8080/ | grep -ci '<!doctype html>')" 1
if inside test -x /usr/bin/toc; then
    printf '$ toc find --ext h5\n'
    as_user toc find --ext h5 || true
    expect "files that alice finds with toc" "$(as_user toc find --ext h5 | wc -l)" 6
else
    expect "toc" "not in the package" "in the package"
fi
as_user toc shares 2>&1 || true
expect "a scan that alice asks for and follows" "$(as_user toc scan --wait closed >/dev/null 2>&1; echo $?)" 0
expect "alice may not ask a scanner" "$(as_user curl -sS --unix-socket /run/tocd/scan.sock http://x/ 2>&1 | grep -o 'Could not connect\|Couldn.t connect' | head -n 1)" "Couldn't connect"
expect "alice may not read the catalogue" "$(as_user ls /var/lib/tocd 2>&1 || true)" "ls: cannot open directory '/var/lib/tocd': Permission denied"
# A connection that says nothing holds a scanner still, to be looked at.
inside systemd-run --quiet --unit=asking --uid=tocd sh -c 'sleep 600 | curl -sS --unix-socket /run/tocd/scan.sock telnet://x/'
# shellcheck disable=SC2016  # expanded inside
scanner='/proc/$(systemctl show --property=MainPID --value "tocd-scan@*.service")'
wait_for "a scanner" 20 inside sh -c "grep -q tocd-scan $scanner/comm"
show sh -c "grep -E '^(Uid|CapEff|NoNewPrivs|Seccomp):' $scanner/status; id -u tocd-scan"
expect "the scanner's user" "$(inside sh -c "stat -c %U $scanner")" tocd-scan
expect "the scanner's capabilities: CAP_DAC_READ_SEARCH is bit 2" "$(inside sh -c "grep CapEff $scanner/status" | tr -d '\t')" 'CapEff:0000000000000004'
expect "its network" "$(inside sh -c "grep -c : $scanner/net/dev")" 1
expect "where it may write, but for the kernel's own" "$(inside sh -c "awk '\$6 !~ /^ro/ { print \$5 }' $scanner/mountinfo" | grep -vE '^/(dev|proc|sys)(/|$)' | tr '\n' ' ')" ''
expect "mounts that only it sees, which a share would end at" \
    "$(comm -13 <(inside sh -c "cut -d' ' -f5 /proc/1/mountinfo" | sort -u) <(inside sh -c "cut -d' ' -f5 $scanner/mountinfo" | sort -u) | grep -vE '^/(dev|proc|sys|run)(/|$)' || true)" ''
inside systemctl stop asking.service

step "Who may accept a root"
accept() { "$@" >"$scratch/said" 2>&1 && echo done || tail -n 1 "$scratch/said"; }
expect "root" "$(accept inside toc scan --wait --accept-root closed)" done
expect "root by tocd scan" "$(accept inside tocd scan --accept-root closed)" done
expect "alice" "$(accept as_user toc scan --wait --accept-root closed | grep -o 'you may not accept a root: over a unix socket of tocd root, its own account and members of group tocd may')" \
    'you may not accept a root: over a unix socket of tocd root, its own account and members of group tocd may'
expect "alice over the port" "$(accept as_user toc --server 127.0.0.1:8080 scan --accept-root closed | grep -o 'over loopback only its own account, tocd; try sudo toc scan --accept-root closed')" \
    'over loopback only its own account, tocd; try sudo toc scan --accept-root closed'
expect "root over the port, as a proxy might" "$(accept inside toc --server 127.0.0.1:8080 scan --accept-root closed | grep -c 'you may not')" 1
expect "alice in the group" "$(accept inside setpriv --reuid=alice --regid=alice --groups="$(inside getent group tocd | cut -d: -f3)" toc scan --wait --accept-root closed)" done

step "A broken configuration, and one restart after it is mended"
inside cp /etc/tocd/tocd.yaml /root/good.yaml
inside sh -c 'echo "shares: 7" >/etc/tocd/tocd.yaml'
for _ in 1 2 3; do inside systemctl restart tocd.service 2>/dev/null || true; done
show sh -c 'journalctl --no-pager -o cat -u tocd.service | tail -n 4'
expect "it is not tried again and again" "$(property tocd.service ActiveState) $(property tocd.service NRestarts) $(property tocd.service ExecMainStatus)" 'failed 0 78'
as_user curl -sS --max-time 5 --unix-socket /run/tocd/tocd.sock http://localhost/readyz 2>&1 || true  # starts it each time
inside curl -sS --max-time 5 http://127.0.0.1:8080/readyz 2>&1 || true
for _ in $(seq 12); do inside systemctl restart tocd.service 2>/dev/null || true; done
inside cp /root/good.yaml /etc/tocd/tocd.yaml
show systemctl restart tocd.service
wait_for "an answer" 20 answers
expect "over the port" "$(inside curl -sS --max-time 10 http://127.0.0.1:8080/api/v1/files.ndjson | wc -l)" 6
for unit in $units; do expect "$unit" "$(property "$unit" ActiveState)" active; done

step "Somebody else has the port"
inside systemctl stop tocd.socket tocd-http.socket tocd.service
inside systemd-run --quiet --unit=taker systemd-socket-activate -l 127.0.0.1:8080 /bin/cat
wait_for "the port to be taken" 10 inside sh -c 'grep -q "0100007F:1F90 00000000:0000 0A" /proc/net/tcp'
show systemctl start tocd.service
wait_for "an answer over the unix socket" 20 answers
expect "the port's unit" "$(property tocd-http.socket ActiveState)" failed
show sh -c 'journalctl --no-pager -o cat -u tocd-http.socket | tail -n 3'
# Said by a child of systemd's, which the journal not always knows by its unit.
wait_for "the address in the log" 10 inside sh -c 'journalctl --no-pager -o cat | grep "^tocd-http.socket.*127.0.0.1:8080.*Address already in use"'
inside systemctl stop taker.service
show systemctl restart tocd.service
wait_for "an answer" 20 answers
expect "the port after a restart" "$(inside curl -sS --max-time 10 http://127.0.0.1:8080/api/v1/files.ndjson 2>&1 | wc -l)" 6

step "No port at all"
show systemctl disable --now tocd-http.socket
inside systemctl restart tocd.service
wait_for "an answer over the unix socket" 20 answers
expect "the port's unit" "$(property tocd-http.socket ActiveState)" inactive
show systemctl enable tocd-http.socket
inside systemctl restart tocd.service
wait_for "an answer over the port" 20 inside curl -sS --fail --max-time 10 http://127.0.0.1:8080/readyz

step "Backup and restore, as the admin's page says"
inside apt-get install -y --no-install-recommends sqlite3 >/dev/null 2>&1 || true
as_documented "$1" backup
copied=$(inside sqlite3 /var/backups/tocd.db 'SELECT count(*) FROM scan')
expect "a scan that the copy does not have" "$(accept as_user toc scan --wait open)" done
as_documented "$1" backup  # once more, over the first
inside sh -c 'head -c 1000000 /dev/urandom >/var/lib/tocd/catalogue.db'
as_documented "$1" restore
wait_for "an answer" 30 answers
expect "its files" "$(curl_api '/api/v1/files.ndjson' | wc -l)" 6
expect "its history" "$([[ $(curl_api '/api/v1/scans?limit=1000' | grep -o '"outcome"' | wc -l) -gt $copied ]] && echo yes)" yes
inside rm /var/backups/tocd.db
expect "whose files they are" "$(inside sh -c 'stat -c %U:%G /var/lib/tocd/catalogue.db*' | sort -u)" tocd:tocd
for unit in $units; do expect "$unit" "$(property "$unit" ActiveState)" active; done

. "$1/tests/package/everything_on.sh"

step "A killed daemon comes back"
before=$(property tocd.service MainPID)
inside sh -c "kill -KILL $before"
wait_for "another process" 30 bash -c "[[ \$(nsenter --target $init --mount --pid --root systemctl show -p MainPID --value tocd) != @(0|$before) ]]"
wait_for "its answer" 30 answers
expect "its files" "$(curl_api '/api/v1/files.ndjson' | wc -l)" 6
expect "restarts" "$(property tocd.service NRestarts)" 1

step "A stuck daemon comes back (with a watchdog of 4 s instead of 2 min)"
inside mkdir -p /run/systemd/system/tocd.service.d
inside sh -c 'printf "[Service]\nWatchdogSec=4s\nTimeoutAbortSec=2s\n" >/run/systemd/system/tocd.service.d/quick.conf'
inside systemctl daemon-reload
inside systemctl restart tocd.service
wait_for "an answer" 30 answers
sleep 6
expect "restarts of a tocd that is well, after the time of the watchdog" "$(property tocd.service NRestarts)" 0
inside sh -c "kill -STOP $(property tocd.service MainPID)"
wait_for "a restart by the watchdog" 60 bash -c "[[ \$(nsenter --target $init --mount --pid --root systemctl show -p NRestarts --value tocd) == 1 ]]"
wait_for "its answer" 30 answers
show sh -c 'journalctl --no-pager -o cat | grep -E "^tocd.service: (Watchdog|Main process|Failed|Scheduled)" | tail -n 4'
inside rm -r /run/systemd/system/tocd.service.d
inside systemctl daemon-reload
inside systemctl restart tocd.service
wait_for "an answer" 30 answers

step "Nobody is refused while tocd restarts"
inside sh -c 'for i in $(seq 200); do curl -s -o /dev/null --max-time 20 --unix-socket /run/tocd/tocd.sock http://localhost/healthz || echo refused; done' >"$scratch/refused" &
asking=$!
inside systemctl restart tocd.service
inside systemctl restart tocd.service
wait "$asking"
# A request that tocd was answering when it ended may be cut; one that came meanwhile waits in the socket.
expect "refused of 200 requests during two restarts" "$(grep -c refused "$scratch/refused" || true)" 0

step "Upgrade with the catalogue in place"
scans=$(curl_api '/api/v1/scans?limit=100' | grep -o '"outcome"' | wc -l)
inode=$(inside stat -c %i /var/lib/tocd/catalogue.db)
before=$(property tocd.service MainPID)
show apt-get -o Dpkg::Use-Pty=0 install -y --no-install-recommends /root/tocd-next.deb | tail -n 4
expect "the version" "$(inside dpkg-query -W -f '${Version}' tocd)" "$version+next"
wait_for "an answer" 30 answers
expect "it was restarted" "$([[ $(property tocd.service MainPID) != "$before" ]] && echo yes)" yes
expect "the socket unit is the new one" "$(property tocd.socket Description | grep -o next)" next
for unit in $units; do expect "$unit" "$(property "$unit" ActiveState)" active; done
expect "its files" "$(curl_api '/api/v1/files.ndjson' | wc -l)" 6
expect "the catalogue is the same file" "$(inside stat -c %i /var/lib/tocd/catalogue.db)" "$inode"
expect "its history of scans is kept" "$([[ $(curl_api '/api/v1/scans?limit=100' | grep -o '"outcome"' | wc -l) -ge $scans ]] && echo yes)" yes
expect "the admin's configuration is kept" "$(inside grep -c 'path:' /etc/tocd/tocd.yaml)" 6

step "apt remove, while a scanner runs"
inside systemd-run --quiet --unit=asking --uid=tocd sh -c 'sleep 600 | curl -sS --unix-socket /run/tocd/scan.sock telnet://x/'
wait_for "a scanner" 20 inside sh -c "grep -q tocd-scan $scanner/comm"
show apt-get -o Dpkg::Use-Pty=0 remove -y tocd | tail -n 2
expect "processes" "$(inside sh -c 'cat /proc/[0-9]*/comm | grep -c ^tocd' || true)" 0
inside systemctl stop asking.service || true
expect "the configuration and the catalogue stay" "$(inside sh -c 'ls /etc/tocd/tocd.yaml /var/lib/tocd/catalogue.db | wc -l')" 2
expect "sockets" "$(inside sh -c 'ls /run/tocd 2>/dev/null | wc -l')" 0

step "Installed again it goes on where it was"
inside apt-get install -y --no-install-recommends /root/tocd.deb >/dev/null 2>&1 || true
wait_for "an answer" 30 answers
expect "its files" "$(curl_api '/api/v1/files.ndjson' | wc -l)" 6

step "apt purge, with the catalogue on a disk of its own"
inside systemctl stop tocd.socket tocd-http.socket tocd.service
inside mount -t tmpfs disk /var/lib/tocd
inside chown tocd: /var/lib/tocd
inside systemctl start tocd.service
wait_for "an answer" 30 answers
show apt-get -o Dpkg::Use-Pty=0 purge -y tocd | tail -n 3
expect "its state" "$(inside dpkg-query -W -f '${Status}' tocd 2>&1 || true)" 'dpkg-query: no packages found matching tocd'
expect "what is on the disk" "$(inside ls -A /var/lib/tocd)" ''
inside umount /var/lib/tocd
inside apt-get install -y --no-install-recommends /root/tocd.deb >/dev/null 2>&1 || true
wait_for "an answer" 30 answers

step "apt purge leaves nothing"
show apt-get -o Dpkg::Use-Pty=0 purge -y tocd | tail -n 2
inside systemctl daemon-reload
expect "accounts" "$(inside sh -c 'getent passwd tocd tocd-scan; getent group tocd tocd-scan' | wc -l)" 0
expect "units" "$(inside systemctl list-units --all --plain --no-legend 'tocd*' | grep -vc 'not-found\|user-' || true)" 0
left=$(find "$scratch/root" -xdev -name '*tocd*' ! -path "$scratch/root/root/*" | grep -vxFf "$scratch/before" | grep -v '/var/cache/apt/' || true)
expect "files with its name" "${left//$scratch\/root/}" ''
expect "files without an owner" "$(inside find / -xdev \( -nouser -o -nogroup \) -print | head -n 5)" ''
expect "files in /run" "$(inside sh -c 'find /run -name "*tocd*" | grep -v /run/log' || true)" ''
expect "the system" "$(inside systemctl is-system-running || true)" running

printf '\n'
if ((failures > 0)); then
    printf '%d expectations failed\n' "$failures"
    exit 1
fi
printf 'installed, killed, stuck, upgraded, removed and purged as expected\n'
