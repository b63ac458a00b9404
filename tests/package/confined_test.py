#!/usr/bin/env python3
"""The daemon and the scanner give up rights when they start, where the kernel has the means, and both say so. usage: confined_test.py TOCD TOCD_SCAN"""
import ctypes
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

SYS_LANDLOCK_CREATE_RULESET = 444
landlock = ctypes.CDLL(None).syscall(SYS_LANDLOCK_CREATE_RULESET, None, 0, 1)


def status(process):
    with open(f"/proc/{process.pid}/status", encoding="ascii", errors="replace") as file:
        return dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)


def wait_for(ready, problem):
    for _ in range(600):
        if found := ready():
            return found
        time.sleep(0.05)
    sys.exit(problem)


def main():
    tocd, tocd_scan = sys.argv[1:3]
    problems = []
    with tempfile.TemporaryDirectory(prefix="tocd-confined-") as folder:
        os.makedirs(f"{folder}/share")
        config = {"shares": [{"name": "s", "path": f"{folder}/share"}], "catalogue": {"path": f"{folder}/state/catalogue.db"}, "http": {"listen": ["127.0.0.1:0"]}}
        with open(f"{folder}/tocd.yaml", "w", encoding="utf-8") as file:
            json.dump(config, file)
        with open(f"{folder}/log", "wb") as log:
            daemon = subprocess.Popen([tocd, "--config", f"{folder}/tocd.yaml"], stderr=log)
        ours, theirs = socket.socketpair()
        with open(f"{folder}/scan_log", "wb") as log:  # as systemd starts it: the connection is descriptor 3
            scanner = subprocess.Popen(["sh", "-c", f'exec env LISTEN_PID=$$ LISTEN_FDS=1 "$0" 3<&{theirs.fileno()}', tocd_scan],
                                       pass_fds=[theirs.fileno()], stderr=log)
        try:
            theirs.close()

            def log(name="log"):
                with open(f"{folder}/{name}", encoding="utf-8", errors="replace") as file:
                    return file.read()

            url = wait_for(lambda: re.search(r"serving url=(\S+)", log()), "tocd serves nothing")[1]
            wait_for(lambda: status(scanner).get("Seccomp") == "2", "the scanner has no seccomp filter")
            for name, process in (("tocd", daemon), ("tocd-scan", scanner)):
                told = status(process)
                if told["Seccomp"] != "2":
                    problems.append(f"{name} has no seccomp filter")
                if landlock > 0 and told["NoNewPrivs"] != "1":
                    problems.append(f"{name} may still gain privileges")
            with urllib.request.urlopen(f"{url}/metrics", timeout=60) as answer:
                metrics = answer.read().decode()
            for wanted in (f'tocd_confined{{by="landlock"}} {max(0, landlock)}', 'tocd_confined{by="seccomp"} 1'):
                if wanted not in metrics:
                    problems.append(f"/metrics does not say {wanted}")
            for name in ("log", "scan_log"):
                wait_for(lambda name=name: "confined itself" in log(name), f"{name} does not say that the program confined itself")
            wait_for(lambda: "scan: ended" in log(), "the first scan does not end")
            if "scan: confined itself" in log():
                problems.append("a scanner that tocd started says so again, at every scan")
        finally:
            ours.close()
            for process in (daemon, scanner):
                process.send_signal(signal.SIGTERM)
                process.wait(timeout=60)
    print("\n".join(problems) or f"Landlock {landlock}, seccomp")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
