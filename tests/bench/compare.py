#!/usr/bin/env python3
"""compare.py BUILD TREE THREADS REPETITIONS: what run.sh prints. Alternates the programs, so that a busy machine
slows all of them alike, and shows medians with the spread. Asserts counts and sums, never times."""
import ctypes
import glob
import hashlib
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import check_against_find as against_find  # noqa: E402

FIND_FORMAT = r"%y\0%P\0%s\0%b\0%U\0%G\0%T@\0%C@\0%A@\0%i\0%n\0"
PEERS = ("duc index", "updatedb first", "updatedb again")  # which need not be installed
WRITE_NOTHING = ("tocd repeat scan", "tocd fast pass")
RACY_MARGIN_NS = 2 * 10**9  # stamp_margin of a local file system


class Run:
    """One run of a program: seconds of wall and of CPU (children too), peak memory of each process by name."""

    def __init__(self, command, want_output=False):
        self.peaks = {}
        output = subprocess.PIPE if want_output else subprocess.DEVNULL
        started = time.monotonic()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.PIPE if want_output else None)
        stop = threading.Event()
        watcher = threading.Thread(target=self.watch, args=(process.pid, stop))
        watcher.start()
        texts = [b"", b""]
        if want_output:
            reader = threading.Thread(target=lambda: texts.__setitem__(1, process.stderr.read()))
            reader.start()
            texts[0] = process.stdout.read()
            reader.join()
        _, status, usage = os.wait4(process.pid, 0)
        self.cpu = usage.ru_utime + usage.ru_stime + wait_for_orphans()
        self.wall = time.monotonic() - started
        stop.set()
        watcher.join()
        process.returncode = os.waitstatus_to_exitcode(status)
        self.output = (texts[0] + texts[1]).decode(errors="replace")
        if process.returncode != 0:
            sys.exit(f"{command[0]} ended with status {process.returncode}\n{self.output}")

    def watch(self, pid, stop):
        """VmHWM is a high-water mark, so the last look at a process tells its peak but for its last moments."""
        while not stop.wait(0.02):
            for process in [pid, *children_of(pid)]:
                try:
                    with open(f"/proc/{process}/status", encoding="ascii", errors="replace") as file:
                        fields = dict(line.split(":", 1) for line in file if ":" in line)
                    name = fields["Name"].strip()
                    peak = int(fields.get("VmHWM", "0 kB").split()[0]) * 1024
                    self.peaks[name] = max(self.peaks.get(name, 0), peak)
                except (OSError, KeyError, ValueError):
                    pass


def adopt_orphans():
    """Children that a program did not wait for become ours (prctl(2), PR_SET_CHILD_SUBREAPER)."""
    ctypes.CDLL(None, use_errno=True).prctl(36, 1, 0, 0, 0)


def wait_for_orphans():
    """Seconds of CPU that they took."""
    seconds = 0.0
    while True:
        try:
            usage = os.wait4(-1, 0)[2]
        except ChildProcessError:
            return seconds
        seconds += usage.ru_utime + usage.ru_stime


def children_of(pid):
    found = []
    for path in glob.glob(f"/proc/{pid}/task/*/children"):
        try:
            with open(path, encoding="ascii") as file:
                for child in file.read().split():
                    found += [int(child), *children_of(int(child))]
        except OSError:
            pass
    return found


def middle(runs, what=lambda run: run.wall):
    return statistics.median(what(run) for run in runs)


def spread(runs):
    walls = [run.wall for run in runs]
    return f"{min(walls):.2f}-{max(walls):.2f}"


def size_of(path):
    return os.path.getsize(path) if os.path.exists(path) else 0


def table_sizes(catalogue):
    text = subprocess.run(["sqlite3", "-readonly", catalogue, "SELECT name, sum(pgsize), sum(unused) FROM dbstat GROUP BY name ORDER BY 2 DESC"],
                          check=True, capture_output=True, text=True).stdout
    return [(name, int(size), int(unused)) for name, size, unused in (line.rsplit("|", 2) for line in text.splitlines())]


def table_rows(catalogue):
    """What stands in the rows of files, and how many changes are told: equal before and after means that none was written."""
    with sqlite3.connect(f"file:{catalogue}?mode=ro", uri=True) as connection:
        connection.create_aggregate("digest", -1, RowDigest)
        columns = ", ".join(row[1] for row in connection.execute("PRAGMA table_info(file)"))
        return connection.execute(f"SELECT count(*), digest({columns}) FROM (SELECT * FROM file ORDER BY id)").fetchone() + \
            connection.execute("SELECT (SELECT count(*) FROM change), (SELECT count(*) FROM staged_gone)").fetchone()


class RowDigest:
    def __init__(self):
        self.hash = hashlib.blake2b(digest_size=16)

    def step(self, *values):
        self.hash.update(repr(values).encode(errors="surrogateescape"))

    def finalize(self):
        return self.hash.hexdigest()


def check_wrote_nothing(name, catalogue, before):
    """A scan without changes writes no row of a file; a fast pass lists no directory but those whose times are too young."""
    with sqlite3.connect(f"file:{catalogue}?mode=ro", uri=True) as connection:
        mode, directories, unchanged, added, changed, gone = connection.execute(
            "SELECT mode, directories, unchanged, added, changed, gone FROM scan ORDER BY id DESC LIMIT 1").fetchone()
        young = connection.execute(f"""
            SELECT count(*) FROM directory d JOIN directory_stamp t ON t.directory_id = d.id
             WHERE max(d.mtime_ns, d.ctime_ns) >= ifnull(t.full_ns, t.last_listed_ns) - {RACY_MARGIN_NS}""").fetchone()[0]
    written = "no row of a file" if table_rows(catalogue) == before else "ROWS OF FILES"
    print(f"{name}: {directories} directories, {unchanged} of them unchanged by their times ({young} too young for that); "
          f"{added} files added, {changed} changed, {gone} gone; wrote {written}", flush=True)
    problems = []
    if written != "no row of a file" or (added, changed, gone) != (0, 0, 0):
        problems.append(f"{name} of an unchanged tree wrote rows of files")
    wanted = (1, directories - young) if name == "tocd fast pass" else (0, 0)
    if (mode, unchanged) != wanted:
        problems.append(f"{name}: mode and unchanged directories are {(mode, unchanged)} instead of {wanted}")
    return problems


def is_directory_table(name):
    return name.startswith(("directory", "pending_", "sqlite_autoindex_directory", "sqlite_autoindex_pending"))


def without_missing_peers(commands):
    """What is not installed is said and left out."""
    found = {}
    for name, command in commands.items():
        program = shutil.which(command[0], path=os.environ.get("PATH", os.defpath) + ":/usr/sbin:/sbin")
        if name in PEERS and program is None:
            print(f"{name}: left out, there is no {command[0]} here (packaging/packages.txt names its package)")
        else:
            found[name] = [program or command[0], *command[1:]]
    return found


def check_plocate(database, entries):
    """updatedb leaves out much unless it is told not to: the names that it has are those of the tree, and its root."""
    if not os.path.exists(database):
        return []
    names = int(subprocess.run(["plocate", "--database", database, "--count", ""], check=True, capture_output=True, text=True).stdout)
    return [] if names >= entries else [f"updatedb has {names} names of {entries}"]


def main():
    build, tree, threads, repetitions = sys.argv[1], os.path.abspath(sys.argv[2]), sys.argv[3], int(sys.argv[4])
    adopt_orphans()
    scratch = tempfile.mkdtemp(prefix="tocd-bench-")
    try:
        bench(build, tree, int(threads), repetitions, scratch)
    finally:
        shutil.rmtree(scratch)


def bench(build, tree, threads, repetitions, scratch):
    config, catalogue = f"{scratch}/tocd.json", f"{scratch}/catalogue.db"
    duc_database, plocate_database = f"{scratch}/duc.db", f"{scratch}/plocate.db"
    against_find.write_config(config, tree, catalogue, threads=threads)
    updatedb = ["updatedb.plocate", "-l", "0", "-U", tree, "-o", plocate_database, "--prunepaths", "", "--prunenames", "", "--prunefs", ""]
    commands = without_missing_peers({
        "raw walk": [f"{build}/bench_raw_walk", tree, str(threads)],
        "find -printf": ["find", tree, "-xdev", "-printf", FIND_FORMAT],
        "duc index": ["duc", "index", "-q", "-x", "-d", duc_database, tree],
        "updatedb first": updatedb,
        "updatedb again": updatedb,
        "scan into nothing": [f"{build}/bench_scan_null", f"{build}/tocd-scan", tree, str(threads)],
        "tocd first scan": [f"{build}/tocd", "scan", "--full", "--config", config],
        "tocd repeat scan": [f"{build}/tocd", "scan", "--full", "--config", config],
        "tocd fast pass": [f"{build}/tocd", "scan", "--config", config],
    })
    print(f"tree {tree}, {threads} scanner threads, {os.cpu_count()} cores, {repetitions} repetitions; warming up", flush=True)
    Run(commands["find -printf"])
    raw_output = Run(commands["raw walk"], want_output=True).output.strip()

    runs = {name: [] for name in commands}
    after_first, problems = (), []
    for repetition in range(repetitions):
        for name, command in commands.items():
            if name == "tocd first scan":
                for suffix in ("", "-wal", "-shm", ".lock"):
                    if os.path.exists(catalogue + suffix):
                        os.remove(catalogue + suffix)
            for first, database in (("duc index", duc_database), ("updatedb first", plocate_database)):
                if name == first and os.path.exists(database):
                    os.remove(database)
            before = table_rows(catalogue) if name in WRITE_NOTHING else None
            runs[name].append(Run(command))
            if before is not None:
                problems += check_wrote_nothing(name, catalogue, before)
            if name == "tocd first scan":
                after_first = size_of(catalogue), size_of(catalogue + "-wal")
        print(f"repetition {repetition + 1} of {repetitions} done", flush=True)

    summary, differences = against_find.compare(tree, catalogue)
    files = int(summary.split()[0])
    directories = int(summary.split(" directories")[0].split()[-1])
    problems += differences + check_plocate(plocate_database, files + directories)
    for problem in problems:
        print(problem)
    print(f"\n{summary}: tocd {'DIFFERS from' if differences else 'agrees with'} find\nraw walk says: {raw_output}")
    show_times(runs, files + directories)
    show_sizes(catalogue, after_first, files)
    if problems:
        sys.exit(1)


def show_times(runs, entries):
    base = middle(runs["raw walk"])
    print(f"\n{'':18}{'wall s':>8} {'(spread)':>16} {'CPU s':>8} {'entries/s':>11} {'x raw walk':>11}  peak memory, MiB")
    for name, some in runs.items():
        peaks = {}
        for run in some:
            for process, peak in run.peaks.items():
                peaks[process] = max(peaks.get(process, 0), peak)
        memory = ", ".join(f"{process} {peak / 2**20:.1f}" for process, peak in sorted(peaks.items()))
        wall = middle(some)
        print(f"{name:18}{wall:8.2f} {spread(some):>16} {middle(some, lambda run: run.cpu):8.2f} {entries / wall:11.0f} {wall / base:11.2f}  {memory}")


def show_sizes(catalogue, after_first, files):
    sizes = table_sizes(catalogue)
    total = sum(size for _, size, _ in sizes)
    without = sum(size for name, size, _ in sizes if not is_directory_table(name))
    print(f"\ncatalogue at exit: first scan {after_first[0]} bytes and {after_first[1]} in the WAL; "
          f"repeat scan {size_of(catalogue)} and {size_of(catalogue + '-wal')}")
    print(f"bytes a file: {total / files:.1f} in all, {without / files:.1f} without the directory tables")
    for name, size, unused in sizes:
        if size * 200 > total:
            print(f"  {name:32}{size:14} bytes {size / files:8.2f} a file, {100 * unused / size:4.1f} % unused")


if __name__ == "__main__":
    main()
