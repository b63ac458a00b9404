#!/usr/bin/env python3
"""search_bench.py TOCD CATALOGUE [--tree DIR] [--rounds N] [--queries FILE]

Serves CATALOGUE (a catalogue.db that no daemon has open) with the program TOCD, waits until its index is ready, and asks every query of
queries.txt over one HTTP connection: the first time after the start (cold) and N times more (warm). Prints p50, p95 and max per class and what
each query took, five pages of one listing, and the daemon's memory. Beside it the same words by `LIKE` on the catalogue, and, with a tree that
holds the same paths, by plocate. Asserts nothing: compare figures of one run only."""
import argparse
import http.client
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections import defaultdict

HERE = os.path.dirname(os.path.abspath(__file__))


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Daemon:
    def __init__(self, program, catalogue, folder):
        self.port = free_port()
        config = os.path.join(folder, "tocd.json")
        with open(config, "w", encoding="utf-8") as file:
            json.dump({"catalogue": {"path": catalogue}, "http": {"listen": [f"127.0.0.1:{self.port}"]}, "shares": []}, file)
        began = time.monotonic()
        self.process = subprocess.Popen([program, "-c", config], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while True:
            try:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
                if self.get("/readyz").get("index") == "ready":
                    break
            except (ConnectionError, http.client.HTTPException, json.JSONDecodeError):
                pass
            if self.process.poll() is not None:
                sys.exit(f"{program} ended with {self.process.returncode}: does another daemon hold {catalogue}?")
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


def read_queries(path):
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                kind, rest = line.rstrip("\n").split(None, 1)
                yield kind, dict(part.split("=", 1) for part in rest.strip().split(" & "))


def target_of(query, **more):
    return "/api/v1/files?" + urllib.parse.urlencode({"count": 1, "limit": 100, **query, **more})


def timed(body):
    began = time.perf_counter()
    answer = body()
    return (time.perf_counter() - began) * 1000, answer


def quantile(values, part):
    return sorted(values)[min(len(values) - 1, int(part * len(values)))]


def line(name, cold, warm, note=""):
    print(f"{name:<42} cold {max(cold):8.1f}  p50 {statistics.median(warm):8.1f}  p95 {quantile(warm, 0.95):8.1f}  max {max(warm):8.1f} ms  {note}", flush=True)


def plain_word(query):
    text = query.get("q", "")
    return text if set(query) == {"q"} and text.isascii() and text.replace(".", "").replace("_", "").isalnum() else None


def peers(word, catalogue, database):
    escaped = word.replace("_", "\\_")
    like = timed(lambda: subprocess.run(["sqlite3", "-readonly", catalogue, f"SELECT count(*) FROM file WHERE name LIKE '%{escaped}%' ESCAPE '\\'"],
                                        capture_output=True, text=True, check=False).stdout.strip())
    note = f"LIKE on names {like[0]:,.0f} ms"
    if database:
        counted = timed(lambda: subprocess.run(["plocate", "-d", database, "-c", "-i", word], capture_output=True, text=True, check=False).stdout.strip())
        first = timed(lambda: subprocess.run(["plocate", "-d", database, "-l", "100", "-i", word], capture_output=True, check=False))
        note += f", plocate -c {counted[0]:,.0f} ms ({counted[1]}), -l 100 {first[0]:,.0f} ms"
    return note


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


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("tocd")
    options.add_argument("catalogue")
    options.add_argument("--tree", help="directory with the same paths, for plocate")
    options.add_argument("--rounds", type=int, default=15)
    options.add_argument("--queries", default=os.path.join(HERE, "queries.txt"))
    chosen = options.parse_args()
    queries = list(read_queries(chosen.queries))
    with tempfile.TemporaryDirectory(prefix="tocd-search-bench-") as folder:
        database = None
        if chosen.tree:
            database = os.path.join(folder, "plocate.db")
            took = timed(lambda: subprocess.run(["updatedb", "-l", "no", "-U", chosen.tree, "-o", database, "--prunefs", "", "--prunepaths", "",
                                                 "--prunenames", "", "--prune-bind-mounts", "no"], check=True))[0]
            print(f"plocate's updatedb took {took / 1000:.1f} s, {os.path.getsize(database) / 1e6:,.0f} MB")
        daemon = Daemon(chosen.tocd, os.path.abspath(chosen.catalogue), folder)
        try:
            cold, warm, notes = defaultdict(list), defaultdict(list), {}
            for kind, query in queries:
                took, answer = timed(lambda query=query: daemon.get(target_of(query)))
                cold[str(query)].append(took)
                total = answer.get("total") or {}
                notes[str(query)] = f"{total.get('files', answer)} files" + ("" if answer.get("complete") else ", INCOMPLETE")
            for _ in range(chosen.rounds):
                for kind, query in queries:
                    warm[str(query)].append(timed(lambda query=query: daemon.get(target_of(query)))[0])
            kinds = list(dict.fromkeys(kind for kind, _ in queries))
            for kind in kinds:
                mine = [query for other, query in queries if other == kind]
                line(f"class {kind} ({len(mine)} queries)", [t for q in mine for t in cold[str(q)]], [t for q in mine for t in warm[str(q)]])
            for kind, query in queries:
                word = plain_word(query)
                note = notes[str(query)] + (("; " + peers(word, chosen.catalogue, database)) if word else "")
                line("  " + " & ".join(f"{key}={value}" for key, value in query.items()), cold[str(query)], warm[str(query)], note)
            pages(daemon, chosen.rounds)
            print(daemon.memory())
        finally:
            daemon.stop()


main()
