#!/usr/bin/env python3
"""What tocd tells the service manager: readiness, a current status line, reloads, and signs of life that stop as soon
as the loop, the writer or the reading thread stands still. usage: notify_test.py TOCD"""
import ctypes
import os
import signal
import sys

import service
from service import Manager, Program, ask, expect, problems, wait_for, write_config
from threads import Held, thread_named

WATCHDOG_US = 1_000_000
SYS_LANDLOCK_CREATE_RULESET = 444


def start(tocd, manager, config):
    environment = dict(os.environ, NOTIFY_SOCKET=manager.path, WATCHDOG_USEC=str(WATCHDOG_US))
    for name in ("WATCHDOG_PID", "LISTEN_FDS", "TOCD_SCANNER"):
        environment.pop(name, None)
    return Program([tocd, "--config", config], environment)


def pings(messages):
    return sum("WATCHDOG=1" in message for message in messages)


def check_signs_of_life(daemon, manager, socket_path):
    if pings(manager.heard(4)) < 3:
        problems.append("a tocd that is well gives no sign of life")
    process = daemon.process.pid
    # The loop's thread has the program's name.
    for thread, is_loop in ((thread_named(process, "tocd-writer"), False), (thread_named(process, "tocd-lifesigns"), False), (process, True)):
        with Held(thread):
            manager.heard(1)  # what was on its way
            expect(f"signs of life while thread {thread} stands still", pings(manager.heard(3)), 0)
            if not is_loop:
                expect("answers of a tocd whose writer or reader stands still", ask(socket_path, "/healthz")[0], 200)
                if not daemon.said("no sign of life for the watchdog"):
                    problems.append("the log does not say that a thread stands still")
        manager.wait_for("a sign of life after a thread goes on", "WATCHDOG=1")
        daemon.lines.clear()


def check_reload(daemon, manager, folder, share, listen):
    daemon.process.send_signal(signal.SIGHUP)
    expect("RELOADING with its time", manager.wait_for("MONOTONIC_USEC", "MONOTONIC_USEC=")[15:].isdigit(), True)
    manager.wait_for("READY after a reload", "READY=1")

    with open(f"{folder}/tocd.json", "w", encoding="utf-8") as file:
        file.write("shares: 5")
    daemon.process.send_signal(signal.SIGHUP)
    status = manager.wait_for("the status after a broken configuration", "STATUS=The configuration was not reloaded: ")
    expect("the status names the file", f"{folder}/tocd.json" in status, True)

    # A share whose path would forge an assignment, and cannot be listed.
    write_config(folder, [{"name": "data", "path": share}, {"name": "odd", "path": f"{folder}/a\nMAINPID=1"}], listen)
    daemon.process.send_signal(signal.SIGHUP)
    status = manager.wait_for("the status of a share that is refused", "STATUS=2 shares, 1 file, 5 B. Share odd was refused ")
    expect("the status names the share's path on one line", f"{folder}/a?MAINPID=1" in status, True)


def main():
    tocd = sys.argv[1]
    with service.scratch() as folder:
        manager = Manager(folder)
        share = service.make_share(folder)
        socket_path = f"{folder}/http.sock"
        config = write_config(folder, [], [f"unix:{socket_path}"])
        daemon = start(tocd, manager, config)
        try:
            manager.wait_for("READY", "READY=1")
            write_config(folder, [{"name": "data", "path": share}], [f"unix:{socket_path}"])
            daemon.process.send_signal(signal.SIGHUP)
            status = manager.wait_for("a status line with what was found", "STATUS=1 share, 1 file, 5 B.")
            has_landlock = ctypes.CDLL(None).syscall(SYS_LANDLOCK_CREATE_RULESET, None, 0, 1) > 0
            confined = "Confined by Landlock and seccomp." if has_landlock else "Confined by seccomp, not by Landlock."
            expect("the end of the status", status.rstrip("\n").endswith(confined), True)
            check_signs_of_life(daemon, manager, socket_path)
            check_reload(daemon, manager, folder, share, [f"unix:{socket_path}"])
        finally:
            status = daemon.stop()
        expect("the exit status after SIGTERM", status, 0)
        manager.wait_for("STOPPING", "STOPPING=1")

        alone = Program([tocd, "--config", config], {key: value for key, value in os.environ.items() if key != "NOTIFY_SOCKET"})
        wait_for("a tocd without a service manager", lambda: alone.said("serving url="))
        expect("the exit status without a service manager", alone.stop(), 0)
        expect("what it told a manager that it does not have", manager.heard(0.2), [])
    print("\n".join(problems) or "the service manager knows how tocd is")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
