#!/usr/bin/env python3
"""`tocd run` on a small talk-shaped tree: what the API answers is what find says, and what README.md says is true.
usage: api_against_find_test.py TOCD MAKE_TREE README"""
import base64
import collections
import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import check_against_find as against_find  # noqa: E402

problems = []


def expect(what, ours, wanted):
    if ours != wanted:
        problems.append(f"{what}: {ours!r:.500} instead of {wanted!r:.500}")


class Daemon:
    def __init__(self, command):
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        self.url = None
        for line in self.process.stderr:
            if found := re.search(r"serving url=(http://\S+)", line):
                self.url = found[1]
                break
        if self.url is None:
            sys.exit(f"tocd ended with status {self.process.wait()} and served nothing")

    def get(self, path):
        with urllib.request.urlopen(self.url + path, timeout=60) as answer:
            return answer.read()

    def get_json(self, path):
        return json.loads(self.get(path))

    def wait_for_scan(self):
        for _ in range(1200):
            share = self.get_json("/api/v1/shares")["shares"][0]
            if share["last_complete"]:
                return share
            time.sleep(0.1)
        sys.exit("the first scan did not end")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.stderr.read()
        return self.process.wait(timeout=60)


def exact_path(row):
    return base64.b64decode(row["path_base64"]) if "path_base64" in row else row["path"].encode()


def extension(path):
    return os.path.splitext(os.path.basename(path))[1][1:].lower()


def check_answers(daemon, tree, share):
    rows = {os.path.join(os.fsencode(tree), path): row for kind, path, row in against_find.find_entries(tree) if kind == b"f"}
    size_bytes = sum(row[0] for row in rows.values())
    expect("the share's files and bytes", (share["files"], share["size_bytes"]), (len(rows), size_bytes))
    unique = sum({row[7]: row[0] for row in rows.values()}.values())
    expect("bytes with hard links counted once", share["unique_bytes"], unique)

    page = daemon.get_json("/api/v1/files?ext=jpg&sort=-size&limit=5&count=1")
    jpg = {path: row for path, row in rows.items() if extension(path) == b"jpg"}
    expect("files of one extension", page["total"], {"files": len(jpg), "size_bytes": sum(row[0] for row in jpg.values())})
    expect("the five largest", [row["size_bytes"] for row in page["files"]], sorted((row[0] for row in jpg.values()), reverse=True)[:5])
    for row in page["files"]:
        wanted = jpg.get(exact_path(row), (None,) * 9)
        expect(row["path"], (row["size_bytes"], row["allocated_bytes"], row["uid"], row["gid"], row["modified_ns"], row["changed_ns"],
                             int(row["inode"]), row["links"]), wanted[:6] + wanted[7:])

    lines = daemon.get("/api/v1/files.ndjson").splitlines()
    expect("the paths of an export", sorted(exact_path(json.loads(line)) for line in lines), sorted(rows))
    table = list(csv.DictReader(io.StringIO(daemon.get("/api/v1/files.csv").decode(), newline="")))
    expect("the bytes of an export as CSV", sum(int(row["size_bytes"]) for row in table), size_bytes)

    counts = collections.Counter(extension(path).decode() for path in rows)
    leaders = [(row["key"], row["files"]) for row in daemon.get_json("/api/v1/stats?top=5")["extensions"]["by_files"]]
    expect("the extensions with most files", [count for _, count in leaders], [count for _, count in counts.most_common(5)])
    expect("their counts", {key: count for key, count in leaders}, {key: counts[key] for key, _ in leaders})
    root = daemon.get_json("/api/v1/directories?path=" + tree)["directory"]
    expect("the root's totals", (root["total_files"], root["total_size_bytes"]), (len(rows), size_bytes))


def check_readme(daemon, tocd, readme, scratch):
    with open(readme, encoding="utf-8") as file:
        text = file.read()
    example = re.search(r"```yaml\n(.*?)```", text, re.S)[1]
    with open(f"{scratch}/example.yaml", "w", encoding="utf-8") as file:
        file.write(example)
    checked = subprocess.run([tocd, "--config", f"{scratch}/example.yaml", "--check-config"], check=False, capture_output=True, text=True)
    expect("the README's configuration is accepted", (checked.returncode, checked.stderr), (0, ""))

    paths = daemon.get_json("/api/v1/openapi.json")["paths"]
    api = text[text.index("## The API"):text.index("## The configuration")]
    first_words = [re.search(r"^\| (.*?) \|", line)[1] for line in api.splitlines() if line.startswith("| `")]
    named = [word.split("?")[0] for cell in first_words for word in re.findall(r"[`, ](/[^`, ]+|files\.csv)", cell)]
    named = {"/api/v1/files.csv" if word == "files.csv" else word for word in named}
    expect("paths that the README names and the API does not know", sorted(path for path in named if path not in paths), [])
    expect("paths of the API that the README leaves out", sorted(path for path in paths if path not in named | {"/api/v1/openapi.json"}), [])
    row = next(line for line in api.splitlines() if line.startswith("| `GET /api/v1/files` "))
    parameters = {parameter["name"] for parameter in paths["/api/v1/files"]["get"]["parameters"]}
    expect("parameters of a search that the README names", set(re.findall(r"`([a-z_]+)(?:=1)?`", row)), parameters)


def main():
    tocd, make_tree, readme = sys.argv[1:4]
    with tempfile.TemporaryDirectory(prefix="tocd-api-") as scratch:
        scratch = os.path.realpath(scratch)
        tree = f"{scratch}/tree"
        subprocess.run([make_tree, tree, "0.0005", "3"], check=True, stdout=subprocess.DEVNULL)
        daemon = Daemon([tocd, "run", tree, "--state", f"{scratch}/state", "--listen", "127.0.0.1:0"])
        try:
            check_answers(daemon, tree, daemon.wait_for_scan())
            check_readme(daemon, tocd, readme, scratch)
        finally:
            status = daemon.stop()
        expect("the exit status after SIGTERM", status, 0)
    for problem in problems:
        print(problem)
    print("different" if problems else "the API agrees with find, and README.md with the API")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
