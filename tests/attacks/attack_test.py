#!/usr/bin/env python3
"""attack_test.py TOCD [--seconds N] [--any-memory] [NAME…]

Tries each attack (those whose names contain one of NAME…) for N seconds on a daemon with the default limits, while a bystander asks what the page
asks. Prints per attack what the attackers were answered, how long the bystander waited before and during it, and how far the daemon's memory grew.
Fails when the daemon ends, when the bystander is refused or gets no answers, when an attack is answered otherwise than it should, or when memory
grows by more than 64 MiB (--any-memory: a build with sanitizers). Times are printed and never judged."""
import argparse
import dataclasses
import sys
import time
import typing

import attackers
from attacked_daemon import Daemon, raise_fd_limit
from bystander import Bystander

MOST_GROWTH_MIB = 64
GET_FILES = b"GET /api/v1/files?limit=1000 HTTP/1.1\r\n" + attackers.HOST + b"\r\n"
EXPORT = b"GET /api/v1/files.csv HTTP/1.1\r\n" + attackers.HOST + b"\r\n"
EVENTS = b"GET /api/v1/events HTTP/1.1\r\n" + attackers.HOST + b"\r\n"
BODY = b"POST /api/v1/shares/projects/scans HTTP/1.1\r\n" + attackers.HOST + b"Content-Type: application/json\r\nContent-Length: 1048576\r\n\r\n"


@dataclasses.dataclass
class Attack:
    name: str
    run: typing.Callable  # (port, seconds) -> coroutine that gives counts
    right: typing.Callable = lambda counts: True  # what the attackers must have been answered


def only(*statuses):
    """No answer but these, and at least one of the first."""
    def right(counts):
        others = {key for key in counts if key.isdigit() and key not in statuses}
        return not others and counts.get(statuses[0], 0) > 0
    return right


def among(*statuses):
    """No answer but these, if any came: some are never read."""
    return lambda counts: not {key for key in counts if key.isdigit() and key not in statuses}


def refused(status):
    """Never sent to the end, and told why where the telling arrived before the reset."""
    return lambda counts: only(status)(counts) and counts.get("sent to the end", 0) == 0


ATTACKS = [
    Attack("a chunk of size -2 and 64 MB", lambda p, s: attackers.flood(p, s, attackers.minus_two), refused("501")),
    Attack("a million headers", lambda p, s: attackers.flood(p, s, attackers.million_headers), refused("431")),
    Attack("a request line of 64 MB", lambda p, s: attackers.flood(p, s, attackers.endless_line), refused("414")),
    Attack("a gzip bomb of 100 MB", lambda p, s: attackers.flood(p, s, attackers.bomb), only("415")),
    Attack("2000 ranges of the page", lambda p, s: attackers.flood(p, s, attackers.ranges(b"/")), only("200", "503", "429")),
    Attack("2000 ranges of an export", lambda p, s: attackers.flood(p, s, attackers.ranges(b"/api/v1/files.csv")), only("200", "503", "429")),
    Attack("slow loris of 1000", lambda p, s: attackers.hold(p, s, 1000, b"GET / HTTP/1.1\r\n" + attackers.HOST + b"X: ", b"a")),
    Attack("slow bodies of 1000", lambda p, s: attackers.hold(p, s, 1000, BODY + b" " * 1_000_000, b" ")),
    Attack("1000 idle connections", lambda p, s: attackers.hold(p, s, 1000, b"GET /healthz HTTP/1.1\r\n" + attackers.HOST + b"\r\n"), only("200")),
    Attack("512 event streams", lambda p, s: attackers.hold(p, s, 512, EVENTS, per_address=8), only("200", "503")),
    Attack("1000 readers of nothing of an export", lambda p, s: attackers.hold(p, s, 1000, EXPORT, receive_buffer=4096), among("200", "503", "429")),
    Attack("1000 readers of nothing of rows", lambda p, s: attackers.hold(p, s, 1000, GET_FILES * 20, receive_buffer=4096), among("200", "503", "429")),
    Attack("more connections than there are", lambda p, s: attackers.hold(p, s, 2600, b"GET / HTTP/1.1\r\n" + attackers.HOST, b"X: y\r\n")),
    Attack("one client with 64 searches at once", lambda p, s: attackers.hammer(p, s, attackers.HEAVY), only("200", "503", "429")),
    Attack("searches whose clients hang up", lambda p, s: attackers.hang_up(p, s, attackers.HEAVY)),
    Attack("2000 requests in one piece", attackers.pipeline, only("200", "503", "429")),
    Attack("connections that are reset at once", attackers.churn),
]


def watched(daemon, seconds):
    with Bystander(daemon.port) as one:
        time.sleep(seconds)
    return one


def try_attack(daemon, attack, options):
    before = watched(daemon, options.seconds)
    daemon.forget_peak()
    memory = daemon.memory_kib()
    with Bystander(daemon.port) as during:
        wait = attackers.in_background(lambda: attack.run(daemon.port, options.seconds))
        counts = wait()
    growth_mib = (daemon.peak_kib() - memory) / 1024
    p99, calm = during.quantile_ms(0.99), before.quantile_ms(0.99)
    print(f"{attack.name}: {', '.join(f'{n} {what}' for what, n in sorted(counts.items()))}\n"
          f"   bystander {len(during.times_ms)} answers, p50 {before.quantile_ms(0.5):.1f} -> {during.quantile_ms(0.5):.1f} ms, "
          f"p99 {calm:.1f} -> {p99:.1f} ms (x {p99 / calm:.2f}), max {during.quantile_ms(1):.0f} ms; memory +{growth_mib:.1f} MiB; {daemon.threads()} threads", flush=True)
    wrong = []
    if not daemon.lives():
        sys.exit(f"the daemon ended with {daemon.process.returncode}:\n{daemon.said()}")
    if before.failures or during.failures:
        wrong.append(f"the bystander was refused: {(before.failures + during.failures)[:3]}")
    if not during.times_ms:
        wrong.append("the bystander got no answer")
    if not attack.right(counts):
        wrong.append("the attackers were answered otherwise than they should be")
    if not options.any_memory and growth_mib > MOST_GROWTH_MIB:
        wrong.append(f"memory grew by {growth_mib:.0f} MiB, and may by {MOST_GROWTH_MIB}")
    for problem in wrong:
        print(f"   FAILED: {problem}", flush=True)
    return not wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tocd")
    parser.add_argument("names", nargs="*")
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--any-memory", action="store_true")
    options = parser.parse_intermixed_args()
    raise_fd_limit()
    chosen = [attack for attack in ATTACKS if not options.names or any(name in attack.name for name in options.names)]
    # A sanitizer makes it so slow that even the bystander may be told to come again.
    with Daemon(options.tocd, {"queue_timeout": "1m"} if options.any_memory else {}) as daemon:
        for _ in range(8):  # what is made once is made: the caches of each thread
            daemon.get("/api/v1/files.csv")
        watched(daemon, 0.5)
        failed = [attack.name for attack in chosen if not try_attack(daemon, attack, options)]
        if daemon.get("/healthz")[0] != 200:
            sys.exit("the daemon does not answer any more")
    print(f"{len(chosen)} attacks, {len(failed)} did harm" + "".join(f"\n   {name}" for name in failed))
    sys.exit(1 if failed or not chosen else 0)


if __name__ == "__main__":
    main()
