#!/usr/bin/env python3
"""whole_tree.py BUILD TREE [THREADS]: one first scan of a tree of any size, one full pass and one fast pass after it; prints files per
second over the first scan in fifths of the files, the peak memory of tocd and tocd-scan, bytes per file, and the raw walk of the same
tree before and after. Asserts nothing: on a tree that memory cannot hold, the disk's part differs from fifth to fifth."""
import os
import shutil
import sqlite3
import sys
import tempfile
import threading
import time

from compare import Run, adopt_orphans, against_find, size_of

FIFTHS = 5


class Progress:
    """(seconds since the start, files stored) of the scan that runs, every half second."""

    def __init__(self, catalogue):
        self.catalogue, self.seen, self.stop = catalogue, [(0.0, 0)], threading.Event()
        self.began = time.monotonic()
        self.thread = threading.Thread(target=self.watch)
        self.thread.start()

    def watch(self):
        while not self.stop.wait(0.5):
            try:
                with sqlite3.connect(f"file:{self.catalogue}?mode=ro", uri=True) as connection:
                    row = connection.execute("SELECT files FROM scan ORDER BY id DESC LIMIT 1").fetchone()
                connection.close()
            except sqlite3.Error:  # not there yet
                continue
            if row and row[0] > self.seen[-1][1]:
                self.seen.append((time.monotonic() - self.began, row[0]))

    def end(self, seconds, files):
        """The scan took so long and stored so many: what was seen, with that."""
        self.stop.set()
        self.thread.join()
        return self.seen + [(seconds, files)]


def time_of(seen, files):
    """When so many were stored, between two looks in proportion."""
    for (t0, n0), (t1, n1) in zip(seen, seen[1:]):
        if n1 >= files and n1 > n0:
            return t0 + (t1 - t0) * (files - n0) / (n1 - n0)
    return seen[-1][0]


def show_fifths(seen):
    """Files per second in each fifth of them. `seen`: (seconds, files), ascending."""
    rates = []
    for fifth in range(FIFTHS):
        begin, end = (time_of(seen, seen[-1][1] * n / FIFTHS) for n in (fifth, fifth + 1))
        rates.append(seen[-1][1] / FIFTHS / max(end - begin, 1e-3))
    print("  files per second, by fifths: " + "  ".join(f"{rate:,.0f}" for rate in rates) + f"; last / first {rates[-1] / rates[0]:.2f}", flush=True)


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    build, tree = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    threads = int(sys.argv[3]) if len(sys.argv) == 4 else os.cpu_count()
    adopt_orphans()
    folder = tempfile.mkdtemp(prefix="tocd-whole-tree-")
    catalogue, config = os.path.join(folder, "catalogue.db"), os.path.join(folder, "tocd.json")
    against_find.write_config(config, tree, catalogue, threads=threads)
    tocd = os.path.join(build, "tocd")

    def show(name, run, files):
        peaks = ", ".join(f"{who} {peak / 1e6:.0f} MB" for who, peak in sorted(run.peaks.items()))
        print(f"{name:<12} {run.wall:8.1f} s  {run.cpu:8.1f} CPU s  {files / run.wall:10,.0f} files/s  peak {peaks}", flush=True)

    def walk():
        looks = os.path.join(folder, "looks")
        raw = Run([os.path.join(build, "bench_raw_walk"), tree, str(threads), looks])
        with open(looks, encoding="ascii") as file:
            seen = [(0.0, 0)] + [(float(seconds), int(files)) for seconds, files in map(str.split, file)]
        show("raw walk", raw, seen[-1][1])
        show_fifths(seen)
        return seen[-1][1]

    try:
        files = walk()
        progress = Progress(catalogue)
        first = Run([tocd, "scan", "-c", config])
        seen = progress.end(first.wall, files)
        show("first scan", first, files)
        show_fifths(seen)
        print(f"  catalogue {size_of(catalogue) / 1e6:,.0f} MB, {size_of(catalogue) / files:.1f} bytes per file, directories and all")
        show("full pass", Run([tocd, "scan", "--full", "-c", config]), files)
        show("fast pass", Run([tocd, "scan", "-c", config]), files)
        walk()
    finally:
        shutil.rmtree(folder)


main()
