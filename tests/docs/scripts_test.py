#!/usr/bin/env python3
"""Runs the examples of scripts.md, admin.md and README.md against a real daemon; each must succeed and say something.

    scripts_test.py TOCD ROOT      with toc beside tocd, and Debian's curl, jq, sqlite3 and python3-pandas

Blocks sh, python and sql are run, in the order of the page and in one folder; other blocks are for people. Of README.md,
the lines that begin with curl.
"""
import os
import re
import shutil
import sqlite3
import subprocess
import sys

from page_text import Block, blocks
from tocd_site import Site

problems = []
ran = {"sh": 0, "python": 0, "sql": 0}


def as_here(text, site):
    """The same with the addresses and paths of this test."""
    for there, here in (("http://127.0.0.1:8080", site.url), ("/run/tocd/tocd.sock", site.socket),
                        ("/var/lib/tocd/catalogue.db", site.catalogue), ("/srv/projects", site.tree)):
        text = text.replace(there, here)
    return text


def run(block, site, folder):
    environment = dict(os.environ, TOCD=site.url, TOCD_SERVER=site.url, PATH=os.path.dirname(site.tocd) + ":" + os.environ["PATH"])
    text = as_here(block.text, site)
    if block.language == "sh":
        command = ["bash", "-euo", "pipefail", "-c", text]
    elif block.language == "python":
        command = ["/usr/bin/python3", "-W", "error::SyntaxWarning", "-c", text]
    else:
        command = ["sqlite3", "-readonly", "-bail", "snapshot.db"]
    before = set(os.listdir(folder))
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=120, check=False,
                          input=text.encode() if block.language == "sql" else b"")
    said = done.stdout.decode(errors="replace") + done.stderr.decode(errors="replace")
    ran[block.language] += 1
    if done.returncode != 0:
        problems.append(f"{block} ends with status {done.returncode}:\n{text}\n{said}")
    elif not done.stdout.strip() and set(os.listdir(folder)) == before:
        problems.append(f"{block} says nothing and writes nothing:\n{text}")
    return done.stdout.decode(errors="replace")


def expect(what, ours, wanted):
    if ours != wanted:
        problems.append(f"{what}: {ours!r:.400} instead of {wanted!r:.400}")


def check_answers(outputs, folder):
    """A few of the answers are known; the others only had to come."""
    def output_of(words):
        return next(out for block, out in outputs if words in block.text)

    expect("the largest HDF5 file", output_of("ext=h5&sort=-size").splitlines()[0].split("\t")[0], "5000000")
    expect("pages give as many CSV files as the tree has", len(output_of("--data-urlencode \"after=").splitlines()), 16 + 1)
    listed = output_of("xargs -0")
    expect("ls found every CSV file by its exact name", sum(line.startswith("-") for line in listed.splitlines()), 16)
    expect("the directory's exact name came back", "377" in output_of("od -c"), True)
    expect("the second time nothing had changed", output_of("--etag-compare").strip(), "304")
    with open(f"{folder}/files.csv", newline="", encoding="utf-8") as file:
        expect("the export as CSV begins with its columns", file.readline().startswith("id,"), True)
    with sqlite3.connect(f"{folder}/snapshot.db") as snapshot:
        expect("the snapshot has all files", snapshot.execute("SELECT count(*) FROM files WHERE NOT gone").fetchone()[0], 23)


def main():
    tocd, root = sys.argv[1:3]
    for tool in ("curl", "jq", "sqlite3"):
        if shutil.which(tool) is None:
            sys.exit(f"{tool} is not installed; packaging/packages.txt names it")
    outputs = []
    with Site(tocd) as site:
        folder = f"{site.scratch}/here"
        os.mkdir(folder)
        for page in ("packaging/docs/scripts.md", "packaging/docs/admin.md"):
            with open(f"{root}/{page}", encoding="utf-8") as file:
                for block in blocks(page, file.read()):
                    if block.language in ran:
                        outputs.append((block, run(block, site, folder)))
        with open(f"{root}/README.md", encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                if re.match(r"    curl ", line):
                    outputs.append((None, run(Block("README.md", number, "sh", line.strip()), site, folder)))
        if not problems:
            check_answers([pair for pair in outputs if pair[0]], folder)
    for kind, least in (("sh", 15), ("python", 2), ("sql", 3)):
        if ran[kind] < least:
            problems.append(f"only {ran[kind]} blocks of {kind} were found")
    for problem in problems:
        print(problem)
    print(f"{len(problems)} problems" if problems else f"ran {ran}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
