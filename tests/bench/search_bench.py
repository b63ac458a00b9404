#!/usr/bin/env python3
"""search_bench.py TOCD CATALOGUE [--while-scanning DIR] [--rounds N] [--queries FILE] [--alone]

Serves CATALOGUE (a catalogue.db that no daemon has open) with the program TOCD, waits until its index is ready, and asks every query of
queries.txt over one HTTP connection: the first time after the start (cold) and N times more (warm). Prints p50, p95 and max per class and what
each query took, five pages of one listing, and the daemon's memory. Beside it the same words by `LIKE` on the catalogue, and by plocate, whose
database is built of the paths that the daemon exports. Then, with --while-scanning, the same queries while another share is scanned into a copy of the catalogue,
first its files as new rows, then again with nothing new. Asserts nothing: compare figures of one run only."""
import argparse
import http.client
import json
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from collections import defaultdict

SCANNED = "scanned_meanwhile"
FILES = "/api/v1/files"
HERE = os.path.dirname(os.path.abspath(__file__))


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Daemon:
    def __init__(self, program, catalogue, folder, scanned=None):
        self.port = free_port()
        config = os.path.join(folder, "tocd.json")
        with open(config, "w", encoding="utf-8") as file:
            shares = [{"name": SCANNED, "path": scanned, "scan_every": "0s", "scan_at_start": False}] if scanned else []
            json.dump({"catalogue": {"path": catalogue}, "http": {"listen": [f"127.0.0.1:{self.port}"], "max_requests_per_second_per_client": 0}, "shares": shares,
                       "projects": ["^/talk/(?P<project>[^/]+)/"], "log": {"level": "error"}}, file)
        began = time.monotonic()
        self.process = subprocess.Popen([program, "-c", config])
        while True:
            try:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
                if self.get("/readyz").get("index") == "ready":
                    break
            except (ConnectionError, http.client.HTTPException, json.JSONDecodeError):
                pass
            if self.process.poll() is not None:
                sys.exit(f"{program} ended with {self.process.returncode} on {catalogue}")
            time.sleep(0.02)
        print(f"index ready {time.monotonic() - began:.2f} s after the start; {self.memory()}")

    def get(self, target):
        self.connection.request("GET", target)
        return json.loads(self.connection.getresponse().read())

    def memory(self):
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as file:
            lines = dict(line.split(":", 1) for line in file if ":" in line)
        return ", ".join(f"{key} {int(lines[key].split()[0]) / 1024:,.0f} MiB" for key in ("VmRSS", "VmHWM", "RssAnon", "RssFile"))

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


class Scans:
    """Scans the share one time after the other, on a connection of its own; `now` is what the scan that runs does."""

    def __init__(self, port):
        self.port, self.now, self.number, self.ended = port, "", 0, threading.Event()
        self.ask("POST", f"/api/v1/shares/{SCANNED}/scans", "{}")
        self.thread = threading.Thread(target=self.go_on)
        self.thread.start()

    def ask(self, method, target, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, target, body, {"Content-Type": "application/json"} if body else {})
            answer = connection.getresponse()
            text = answer.read()
            if answer.status == 503:  # another bench asks for more than there is
                time.sleep(0.1)
                return self.ask(method, target, body)
            if answer.status >= 300:
                raise RuntimeError(f"{method} {target}: {answer.status} {text[:300]}")
            return json.loads(text)
        finally:
            connection.close()

    def go_on(self):
        while not self.ended.wait(0.1):
            state = next(s for s in self.ask("GET", "/api/v1/shares")["shares"] if s["name"] == SCANNED)["progress"]["state"]
            if state == "running":
                self.now = "new rows" if self.number == 0 else "nothing new"
            elif state == "settling":
                self.now = "settling"
            elif state == "idle" and self.now:
                self.now, self.number = "", self.number + 1
                self.ask("POST", f"/api/v1/shares/{SCANNED}/scans", '{"mode": "full"}')

    def stop(self):
        self.ended.set()
        self.thread.join()


def read_queries(path):
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                kind, rest = line.rstrip("\n").split(None, 1)
                yield kind, dict(part.split("=", 1) for part in rest.strip().split(" & "))


def target_of(query, **more):
    asked = {**query, **more}
    path = asked.pop("at", FILES)
    return path + "?" + urllib.parse.urlencode({"count": 1, "limit": 100, **asked} if path == FILES else asked)


def name_of(query):
    return " & ".join(f"{key}={value}" for key, value in query.items())


def fill_in(queries, daemon):
    """{share} becomes the path of the catalogue's largest share, {below} that of its largest directory."""
    share = max(daemon.get("/api/v1/directories?limit=2000")["directories"], key=lambda row: row["files"])["path"]
    below = daemon.get(target_of({"at": "/api/v1/directories", "path": share, "sort": "-files", "limit": 1}))["directories"]
    names = {"{share}": share, "{below}": below[0]["path"] if below else share}
    return [(kind, {key: names.get(value, value) for key, value in query.items()}) for kind, query in queries]


def timed(body):
    began = time.perf_counter()
    answer = body()
    return (time.perf_counter() - began) * 1000, answer


def quantile(values, part):
    return sorted(values)[min(len(values) - 1, int(part * len(values)))]


def line(name, cold, warm, note=""):
    print(f"{name:<42} cold {max(cold):8.1f}  p50 {statistics.median(warm):8.1f}  p95 {quantile(warm, 0.95):8.1f}  max {max(warm):8.1f} ms  {note}", flush=True)


def plain_words(query):
    text = query.get("q", "")
    plain = set(query) == {"q"} and text.isascii() and text and all(c.isalnum() or c in "._ " for c in text)
    return text.split() if plain and "OR" not in text.split() else []


def plocate_pattern(query):
    """What asks plocate the same; nothing when it knows no such question."""
    text = query.get("q", "")
    if words := plain_words(query):
        return words
    if set(query) != {"q"} or " " in text or ":" in text or "=" in text:
        return []
    if text[0] == text[-1] == "/" and "/" not in text[1:-1]:
        return ["--regex", text[1:-1]]
    return [text if text.startswith("*") else "*/" + text] if "*" in text else []


def plocate_database(daemon, folder):
    """Of the paths that the daemon knows: no tree of so many files is needed."""
    if not shutil.which("plocate-build"):
        print("plocate is not installed")
        return None
    listed, database = os.path.join(folder, "paths"), os.path.join(folder, "plocate.db")
    with open(listed, "wb") as out, urllib.request.urlopen(f"http://127.0.0.1:{daemon.port}{FILES}.paths0") as paths:
        while piece := paths.read(1 << 20):
            out.write(piece.replace(b"\n", b"?").replace(b"\0", b"\n"))
    took = timed(lambda: subprocess.run(["plocate-build", "-p", "-l", "no", listed, database], check=True))[0]
    print(f"plocate-build took {took / 1000:.1f} s, {os.path.getsize(database) / 1e6:,.0f} MB")
    os.unlink(listed)
    return database


def quickest(command):
    """Of three times, with what it says."""
    return min(timed(lambda: subprocess.run(command, capture_output=True, text=True, check=False, errors="replace").stdout.strip()) for _ in range(3))


def peers(query, catalogue, database):
    notes = []
    if words := plain_words(query):
        likes = " AND ".join("name LIKE '%" + word.replace("_", "\\_") + "%' ESCAPE '\\'" for word in words)
        like = timed(lambda: subprocess.run(["sqlite3", "-readonly", catalogue, f"SELECT count(*) FROM file WHERE {likes}"],
                                            capture_output=True, check=False))[0]
        notes.append(f"LIKE on names {like:,.0f} ms")
    if database and (pattern := plocate_pattern(query)):
        count, first = quickest(["plocate", "-d", database, "-i", "-c", *pattern]), quickest(["plocate", "-d", database, "-i", "-l", "100", *pattern])
        notes.append(f"plocate -c {count[0]:,.0f} ms ({count[1]}), -l 100 {first[0]:,.0f} ms")
    return "".join("; " + note for note in notes)


def note_of(answer):
    if "error" in answer:
        return f"REFUSED: {answer['error']}"
    total = answer.get("total") or answer.get("directory") or {}
    return f"{total.get('total_files', total.get('files'))} files" + ("" if answer.get("complete") else ", INCOMPLETE")


def pages(daemon, rounds):
    times = []
    for _ in range(max(1, rounds // 5)):
        query, after = {"q": ".jpg", "sort": "size"}, ""
        for _ in range(5):
            took, answer = timed(lambda: daemon.get(target_of(query, after=after) if after else target_of(query)))
            times.append(took)
            after = answer["next"]
            if not after:
                break
    line("five pages of .jpg by size", times[:1], times)


def by_kind(queries):
    kinds = defaultdict(list)
    for kind, query in queries:
        kinds[kind].append(name_of(query))
    return kinds


def show_while_scanning(queries, times, quiet):
    for now, taken in times.items():
        print(f"while a scan runs: {now}")
        for kind, names in by_kind(queries).items():
            then, before = ([t for name in names for t in times_of[name]] for times_of in (taken, quiet))
            if then:
                line(f"class {kind}", then[:1], then,
                     f"quiet p50 {statistics.median(before):.1f}, p95 {quantile(before, 0.95):.1f}; {len(then)} times")


def while_scanning(daemon, queries, quiet, rounds):
    """Each query so many times while a scan runs; `quiet`: what it took before, by its name."""
    for _, query in queries:
        daemon.get(target_of(query))
    scans = Scans(daemon.port)
    times = defaultdict(lambda: defaultdict(list))
    try:
        while not scans.now and scans.thread.is_alive():
            time.sleep(0.01)
        for _ in range(rounds):
            for _, query in queries:
                now = scans.now
                took = timed(lambda query=query: daemon.get(target_of(query)))[0]
                if now:  # else none has begun yet, or the next one has not
                    times[now][name_of(query)].append(took)
            if not scans.thread.is_alive():
                raise RuntimeError("scans ended by themselves")
    finally:
        scans.stop()
        show_while_scanning(queries, times, quiet)
    print(daemon.memory())


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("tocd")
    options.add_argument("catalogue")
    options.add_argument("--while-scanning", metavar="DIR", help="directory, of a million files or so, that is scanned meanwhile")
    options.add_argument("--rounds", type=int, default=15)
    options.add_argument("--queries", default=os.path.join(HERE, "queries.txt"))
    options.add_argument("--alone", action="store_true", help="without LIKE and plocate")
    chosen = options.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the daemon is not to stay
    queries = list(read_queries(chosen.queries))
    with tempfile.TemporaryDirectory(prefix="tocd-search-bench-") as folder:
        catalogue = os.path.abspath(chosen.catalogue)
        daemon = Daemon(chosen.tocd, catalogue, folder)
        try:
            database = None if chosen.alone else plocate_database(daemon, folder)
            queries = fill_in(queries, daemon)
            cold, warm, notes = defaultdict(list), defaultdict(list), {}
            for _, query in queries:
                took, answer = timed(lambda query=query: daemon.get(target_of(query)))
                cold[name_of(query)].append(took)
                notes[name_of(query)] = note_of(answer)
            for _ in range(chosen.rounds):
                for _, query in queries:
                    warm[name_of(query)].append(timed(lambda query=query: daemon.get(target_of(query)))[0])
            for kind, names in by_kind(queries).items():
                line(f"class {kind} ({len(names)} queries)", [t for name in names for t in cold[name]], [t for name in names for t in warm[name]])
            for _, query in queries:
                name = name_of(query)
                line("  " + name, cold[name], warm[name], notes[name] + ("" if chosen.alone else peers(query, catalogue, database)))
            pages(daemon, chosen.rounds)
            print(daemon.memory())
        finally:
            daemon.stop()
        if chosen.while_scanning:
            daemon = Daemon(chosen.tocd, shutil.copy(catalogue, os.path.join(folder, "catalogue.db")), folder, os.path.abspath(chosen.while_scanning))
            try:
                while_scanning(daemon, queries, warm, chosen.rounds)
            finally:
                daemon.stop()


if __name__ == "__main__":
    main()
