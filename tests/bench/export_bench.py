#!/usr/bin/env python3
"""export_bench.py TOCD CATALOGUE [--slow-seconds N]

Serves CATALOGUE (a catalogue.db that no daemon has open) with the program TOCD, waits for its index, and exports all files in every format:
rows per second. Then a client takes CSV at 1 MB/s for N seconds (60): by how much the daemon's memory and the catalogue's log grow meanwhile, and
what other queries take beside it, as a ratio to before. Asserts nothing."""
import argparse
import os
import signal
import socket
import statistics
import sys
import tempfile
import threading
import time

from search_bench import FILES, Daemon, timed

BESIDE = FILES + "?q=channel&count=1&limit=100"


def read(port, target, bytes_per_second=None, seconds=None):
    """Takes an answer from a socket of its own; gives its bytes, and whether it ended by itself."""
    began, taken, ended = time.monotonic(), 0, b"0\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port)) as client:
        client.sendall(f"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        tail = b""
        while piece := client.recv(64 << 10):
            taken, tail = taken + len(piece), (tail + piece)[-len(ended):]
            if bytes_per_second:
                time.sleep(max(0.0, began + taken / bytes_per_second - time.monotonic()))
            if seconds and time.monotonic() - began > seconds:
                break
    return taken, tail == ended


def anonymous_mib(daemon):
    with open(f"/proc/{daemon.process.pid}/status", encoding="ascii") as file:
        return next(int(line.split()[1]) / 1024 for line in file if line.startswith("RssAnon"))


def log_bytes(catalogue):
    return os.path.getsize(catalogue + "-wal") if os.path.exists(catalogue + "-wal") else 0


def beside(daemon, rounds=20):
    return statistics.median(timed(lambda: daemon.get(BESIDE))[0] for _ in range(rounds))


def full_speed(daemon, files):
    sorted_files = min(files, 320_000)
    for target, rows in ((".csv", files), (".ndjson", files), (".paths0", files), (".csv?fields=path,size_bytes,modified", files),
                         (f".csv?sort=path&limit={sorted_files}", sorted_files)):
        took, (taken, whole) = timed(lambda target=target: read(daemon.port, FILES + target))
        print(f"{target:<40} {rows / took:8,.0f} thousand rows/s {taken / took / 1000:8,.0f} MB/s  {took / 1000:6.1f} s"
              f"{'' if whole else '  CUT'}  {daemon.memory()}", flush=True)


def slow_client(daemon, catalogue, seconds):
    quiet, memory, log = beside(daemon), anonymous_mib(daemon), log_bytes(catalogue)
    client = threading.Thread(target=read, args=(daemon.port, FILES + ".csv", 1_000_000, seconds))
    client.start()
    most, times = memory, []
    while client.is_alive():
        times.append(beside(daemon, 3))
        most = max(most, anonymous_mib(daemon))
    print(f"a client at 1 MB/s for {seconds} s: memory +{most - memory:.1f} MiB, log +{log_bytes(catalogue) - log} bytes, other queries "
          f"{statistics.median(times):.1f} ms, {statistics.median(times) / quiet:.2f} times what they took before")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("tocd")
    options.add_argument("catalogue")
    options.add_argument("--slow-seconds", type=int, default=60)
    chosen = options.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the daemon is not to stay
    catalogue = os.path.abspath(chosen.catalogue)
    with tempfile.TemporaryDirectory(prefix="tocd-export-bench-") as folder:
        daemon = Daemon(chosen.tocd, catalogue, folder)
        try:
            slow_client(daemon, catalogue, chosen.slow_seconds)
            full_speed(daemon, daemon.get(FILES + "?count=1&limit=1")["total"]["files"])
        finally:
            daemon.stop()


if __name__ == "__main__":
    main()
