#!/usr/bin/env python3
"""load_bench.py BUILD_DIR DIR [--connections N] [--seconds N]

Scans DIR (a tree of a million files or so: bench_make_tree DIR 0.0623) into a new catalogue with the daemon of BUILD_DIR, and asks the searches of
queries.txt over 1,000 connections while the share is scanned in full again and again: first as fast as they are answered by 32 of them, which is
the capacity; then at random times, half as many a second and twice as many. Prints the shares that the daemon refused, times from the moment at
which each was due, and goodput by capacity. Asserts nothing but that every answer is 200 or 503."""
import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time

from search_bench import HERE, SCANNED, Daemon, Scans, fill_in, read_queries, target_of


def load(build, port, targets, connections, rate, seconds):
    time.sleep(3)  # the connections before have ended by then, and a client may have 64
    done = subprocess.run([f"{build}/bench_http_load", str(port), targets, str(connections), str(rate), str(seconds)], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def scan_once(daemon):
    daemon.connection.request("POST", f"/api/v1/shares/{SCANNED}/scans", "{}", {"Content-Type": "application/json"})
    daemon.connection.getresponse().read()
    while True:
        share = next(s for s in daemon.get("/api/v1/shares")["shares"] if s["name"] == SCANNED)
        if share["last_complete"] and share["progress"]["state"] == "idle":
            return share
        time.sleep(0.2)


def show(name, rate, result, capacity):
    refused = result["statuses"].get("503", 0)
    print(f"{name:<28} {rate:7.0f} asked a second: {result['ok_per_second']:7.1f} answered ({result['ok_per_second'] / capacity:.0%} of the capacity), "
          f"503 {refused / max(1, result['asked']):.2%}, p50 {result['p50_ms']:.0f} ms, p99 {result['p99_ms']:.0f} ms, max {result['max_ms']:.0f} ms; "
          f"{result['statuses']}, unanswered {result['unanswered']}", flush=True)
    return set(result["statuses"]) <= {"200", "503"} and result["unanswered"] == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build")
    parser.add_argument("tree")
    parser.add_argument("--connections", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=30)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the daemon is not to stay
    with tempfile.TemporaryDirectory(prefix="tocd-load-bench-") as folder:
        daemon = Daemon(f"{options.build}/tocd", f"{folder}/catalogue.db", folder, os.path.abspath(options.tree))
        right = True
        try:
            share = scan_once(daemon)
            print(f"{share['files']:,} files; {daemon.memory()}")
            queries = fill_in(list(read_queries(f"{HERE}/queries.txt")), daemon)
            with open(f"{folder}/targets", "w", encoding="utf-8") as file:
                file.write("".join(target_of(query) + "\n" for _, query in queries))
            for name, scanning in (("nothing is scanned", False), ("scans run", True)):
                scans = Scans(daemon.port) if scanning else None
                try:
                    load(options.build, daemon.port, f"{folder}/targets", 32, 0, 3)
                    capacity = load(options.build, daemon.port, f"{folder}/targets", 32, 0, options.seconds)
                    right &= show(f"{name}: capacity", capacity["ok_per_second"], capacity, capacity["ok_per_second"])
                    for part, factor in (("half", 0.5), ("twice", 2)):
                        rate = factor * capacity["ok_per_second"]
                        result = load(options.build, daemon.port, f"{folder}/targets", options.connections, rate, options.seconds)
                        right &= show(f"{name}: {part} of it", rate, result, capacity["ok_per_second"])
                finally:
                    if scans:
                        print(f"scans that ended meanwhile: {scans.number}")
                        scans.stop()
            print(daemon.memory())
        finally:
            daemon.stop()
    sys.exit(0 if right else "an answer was neither 200 nor 503, or did not come")


if __name__ == "__main__":
    main()
