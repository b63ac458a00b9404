#!/usr/bin/env python3
"""tocd on sockets that were opened for it, and scanners behind a socket that die, hang and are asked by strangers.
usage: activation_test.py TOCD TOCD_SCAN"""
import os
import signal
import socket
import stat
import subprocess
import sys
import time

import service
from service import Program, ask, expect, problems, wait_for, write_config

SCANS = "/api/v1/shares/data/scans"


def without_systemd():
    return {key: value for key, value in os.environ.items() if key not in ("NOTIFY_SOCKET", "LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES")}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listening(activator):
    """The socket's file is there before anyone listens on it: only what the activator says is late enough."""
    return wait_for("the socket", lambda: activator.said("Listening on"))


def share_now(socket_path):
    return ask(socket_path, "/api/v1/shares")[1]["shares"][0]


def check_inherited_sockets(tocd, folder):
    """Both sockets answer, http.listen is not used, and the socket's file is not ours to remove."""
    path, port = f"{folder}/tocd.sock", free_port()
    config = write_config(folder, [], ["127.0.0.1:1", f"unix:{path}"])
    daemon = Program(["systemd-socket-activate", "-l", path, "-l", f"127.0.0.1:{port}", "--fdname=http:tocd.socket",
                      tocd, "--config", config], without_systemd())
    listening(daemon)
    expect("over the inherited unix socket", ask(path, "/healthz")[0], 200)
    expect("over the inherited port", ask(("127.0.0.1", port), "/healthz")[0], 200)
    served = sorted(found[1] for line in daemon.lines if (found := service.re.search(r"serving url=(\S+)", line)))
    expect("what it serves", served, sorted([f"http://127.0.0.1:{port}", f"unix:{path}"]))
    warned = [line for line in daemon.lines if "http.listen is not used" in line]
    expect("warnings of http.listen", [line.split("address=")[1] for line in warned], ["127.0.0.1:1"])
    expect("the exit status", daemon.stop(), 0)
    expect("the socket's file stays", stat.S_ISSOCK(os.stat(path).st_mode), True)
    os.unlink(path)


def check_refused_sockets(tocd, folder):
    """What is no listening stream socket is refused by its name."""
    for kind, what in (("-d", "needs ListenStream="), ("-a", "needs Accept=no")):
        path = f"{folder}/odd.sock"
        activator = Program(["systemd-socket-activate", kind, "-l", path, "--fdname=odd", tocd, "--config", f"{folder}/tocd.json"],
                            without_systemd())
        listening(activator)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM if kind == "-d" else socket.SOCK_STREAM) as client:
            client.connect(path)
            if kind == "-d":
                client.send(b"x")
            wait_for(f"a refusal that says {what}", lambda: activator.said(f"odd.*{what}" if kind == "-d" else what))
        activator.stop()
        os.unlink(path)


class ScannerSocket:
    """tocd-scan.socket without systemd: a program per connection."""

    def __init__(self, path, program):
        self.path = path
        self.activator = Program(["systemd-socket-activate", "-a", "-l", path, *program], without_systemd())
        listening(self.activator)

    def newest(self):
        spawned = [found for line in list(self.activator.lines) if (found := service.re.search(r"Spawned .* as PID (\d+)", line))]
        return int(spawned[-1][1]) if spawned else None

    def close(self):
        self.activator.stop()
        os.unlink(self.path)


def catch_scan(path, scanners):
    """Starts a scan and holds its scanner by SIGSTOP in the middle. The scanner, and the id of the scan before."""
    for _ in range(20):
        last = share_now(path)["last_scan"]["id"]
        before = scanners.newest()
        expect("a scan that is asked for", ask(path, SCANS, "POST")[0], 202)
        pid = wait_for("a scanner", lambda: scanners.newest() if scanners.newest() != before else None)

        def in_the_middle_or_over():
            now = share_now(path)["progress"]
            return now["directories_done"] > 0 or now["state"] == "idle"
        wait_for("a scan in the middle", in_the_middle_or_over)
        try:
            os.kill(pid, signal.SIGSTOP)
        except ProcessLookupError:
            continue
        time.sleep(0.2)  # what it sent before is taken in
        if share_now(path)["progress"]["state"] == "running":
            return pid, last
        os.kill(pid, signal.SIGCONT)  # it was done already
        last_outcome(path, last)
    raise SystemExit("in vain: every scan ends before it is caught")


def last_outcome(path, after):
    def ended():
        share = share_now(path)
        scan = share["last_scan"]
        return scan if scan and scan["id"] != after and share["progress"]["state"] == "idle" else None
    return wait_for("the end of a scan", ended)


def check_scanner_socket(tocd, tocd_scan, folder):
    path = f"{folder}/http.sock"
    share = service.make_share(folder, 5_000)
    config = write_config(folder, [{"name": "data", "path": share, "scan_every": 0, "threads": 1}], [f"unix:{path}"],
                          f"unix:{folder}/scan.sock")
    daemon = Program([tocd, "--config", config], without_systemd())
    wait_for("tocd", lambda: daemon.said("serving url="))

    expect("a scan without a scanner", ask(path, SCANS, "POST")[0], 202)
    refused = last_outcome(path, None)
    expect("its outcome", refused["outcome"], "refused")
    expect("its reason and remedy", "systemctl start tocd-scan.socket" in refused["failure"], True)

    scanners = ScannerSocket(f"{folder}/scan.sock", [tocd_scan, "--peer", "nobody"])
    pid, last = catch_scan(path, scanners)
    os.kill(pid, signal.SIGKILL)
    killed = last_outcome(path, last)
    expect("the scan whose scanner was killed", killed["outcome"], "interrupted")
    expect("its reason", killed["failure"].startswith("the scanner "), True)

    pid, last = catch_scan(path, scanners)
    expect("tocd beside a scanner that hangs", ask(path, "/healthz")[0], 200)
    expect("to stop that scan", ask(path, SCANS, "DELETE")[0] in (200, 202, 204), True)
    stopped = last_outcome(path, last)
    expect("the scan whose scanner hangs", stopped["outcome"], "interrupted")
    os.kill(pid, signal.SIGCONT)
    wait_for("the end of a scanner whose connection is closed", lambda: scanners.activator.said(f"Child {pid} died with code 0"))

    ask(path, SCANS, "POST")
    complete = last_outcome(path, stopped["id"])
    expect("the next scan", (complete["outcome"], complete["files"]), ("complete", 1))

    # A tocd that must go while its scanner hangs does not wait for it.
    pid, _ = catch_scan(path, scanners)
    expect("the exit status beside a scanner that hangs", daemon.stop(), 0)
    os.kill(pid, signal.SIGKILL)

    environment = dict(without_systemd(), TOCD_SCANNER=f"unix:{folder}/scan.sock")
    write_config(folder, [{"name": "data", "path": share}], [f"unix:{path}"])
    before = scanners.newest()
    once = subprocess.run([tocd, "scan", "--config", config], env=environment, check=False, capture_output=True, text=True)
    expect("tocd scan with TOCD_SCANNER", (once.returncode, "data: complete, 1 file" in once.stdout), (0, True))
    expect("it asked the scanner behind the socket", scanners.newest() != before, True)
    check_strangers(scanners, folder)
    scanners.close()


def check_strangers(scanners, folder):
    if os.geteuid() != 0:
        return  # only root can come as somebody else
    connect = f"import socket; s = socket.socket(socket.AF_UNIX); s.connect('{folder}/scan.sock'); print(s.recv(1))"
    os.chmod(f"{folder}/scan.sock", 0o666)
    scanners.activator.lines.clear()
    for uid, taken in ((1, False), (65534, True)):
        stranger = subprocess.Popen(["setpriv", f"--reuid={uid}", "--regid=65534", "--clear-groups", "/usr/bin/python3", "-c", connect],
                                    stdout=subprocess.PIPE, text=True)
        if taken:
            wait_for("a scanner for the trusted user", lambda: scanners.activator.said(r"Connection from PID \d+/UID 65534"))
            try:
                stranger.wait(0.5)
                problems.append("the scanner closes the connection of the user named by --peer")
            except subprocess.TimeoutExpired:
                stranger.kill()
                stranger.wait()
        else:
            expect("what a stranger hears", (stranger.communicate(timeout=service.PATIENCE_S)[0], stranger.returncode), ("b''\n", 0))
            wait_for("a refusal of the stranger in the log", lambda: scanners.activator.said("of user 1 may not ask this scanner"))


def check_standard_input(tocd_scan):
    """StandardInput=socket, and a shell."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        scanner = Program([tocd_scan], without_systemd(), stdin=theirs)
        theirs.close()
        ours.close()
        expect("a scanner on its standard input", scanner.process.wait(service.PATIENCE_S), 0)
    lost = subprocess.run([tocd_scan], stdin=subprocess.DEVNULL, env=without_systemd(), check=False, capture_output=True, text=True)
    expect("a scanner in a shell", (lost.returncode, "there is no socket to answer on" in lost.stderr), (2, True))


def main():
    tocd, tocd_scan = sys.argv[1:3]
    with service.scratch() as folder:
        check_inherited_sockets(tocd, folder)
        check_refused_sockets(tocd, folder)
        check_standard_input(tocd_scan)
        check_scanner_socket(tocd, tocd_scan, folder)
    print("\n".join(problems) or "sockets are taken over, and scanners behind a socket may die")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
