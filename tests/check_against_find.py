#!/usr/bin/env python3
"""Compares what tocd keeps of a real tree with what find(1) says of it, row by row.

    check_against_find.py TOCD TREE              scans TREE into a catalogue of its own, then compares
    check_against_find.py --catalogue DB TREE    compares a catalogue that is there already

Exit status 0 when every file's path, size, allocated bytes, owner, times, inode and link count, some hundred birth
times, and the counts and sums of the share agree. Meant for a tree that stands still."""
import argparse
import json
import os
import sqlite3
import subprocess
import sys
import tempfile

DAY_NS = 86_400 * 10**9
FIELDS = ("size", "allocated", "uid", "gid", "mtime", "ctime", "atime day", "inode", "links")


def write_config(path, tree, catalogue, **share_settings):
    """A configuration with TREE as its one share; JSON is YAML."""
    config = {"shares": [{"name": "tree", "path": tree, **share_settings}], "catalogue": {"path": catalogue},
              "http": {"listen": ["127.0.0.1:0"]}}
    with open(path, "w", encoding="utf-8") as file:
        json.dump(config, file)


def nanoseconds(text):
    """find's seconds with ten decimals, exactly."""
    seconds, _, fraction = text.partition(b".")
    value = int(seconds) * 10**9
    # find prints the whole second rounded down and the fraction counted up from there, also before 1970
    return value + int(fraction[:9] or b"0")


def find_entries(tree):
    """Yields (type, path below the tree as bytes, row of FIELDS) for everything below TREE on its file system."""
    command = ["find", os.fsencode(tree), "-xdev", "-printf", r"%y\0%P\0%s\0%b\0%U\0%G\0%T@\0%C@\0%A@\0%i\0%n\0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        rest = b""
        while chunk := process.stdout.read(1 << 20):
            fields = (rest + chunk).split(b"\0")
            whole = (len(fields) - 1) // 11 * 11
            rest = b"\0".join(fields[whole:])
            for i in range(0, whole, 11):
                kind, path, size, blocks, uid, gid, mtime, ctime, atime, inode, links = fields[i:i + 11]
                yield kind, path, (int(size), int(blocks) * 512, int(uid), int(gid), nanoseconds(mtime), nanoseconds(ctime),
                                   nanoseconds(atime) // DAY_NS, int(inode), int(links))
    if process.returncode != 0:
        print(f"find ended with status {process.returncode}: it could not read everything", file=sys.stderr)


def open_catalogue(path):
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    connection.text_factory = bytes
    return connection


def directory_paths(connection):
    """{id: path below the share's root}, exact bytes; the roots are b''."""
    parents = {}
    for row in connection.execute("SELECT id, parent_id, ifnull(name_raw, CAST(name AS BLOB)) FROM directories WHERE NOT gone"):
        parents[row[0]] = (row[1], bytes(row[2]))
    paths = {}

    def path_of(identity):
        chain = []
        while identity not in paths:
            parent, name = parents[identity]
            chain.append((identity, name))
            if parent is None:
                paths[identity] = b""
                chain.pop()
                break
            identity = parent
        for child, name in reversed(chain):
            above = paths[parents[child][0]]
            paths[child] = above + b"/" + name if above else name
        return paths[chain[0][0]] if chain else paths[identity]

    for identity in parents:
        path_of(identity)
    return paths


def catalogue_entries(connection):
    """Yields (path, row of FIELDS) for every present file."""
    paths = directory_paths(connection)
    query = """SELECT directory_id, ifnull(name_raw, CAST(name AS BLOB)), size_bytes, allocated_bytes, uid, gid, mtime_ns, ctime_ns,
                      atime_ns, inode, link_count FROM files WHERE NOT gone"""
    for directory, name, size, allocated, uid, gid, mtime, ctime, atime, inode, links in connection.execute(query):
        above = paths[directory]
        yield (above + b"/" if above else b"") + bytes(name), (
            size, allocated, uid, gid, mtime, ctime, None if atime is None else atime // DAY_NS, inode % 2**64, links)


def birth_times_differ(tree, connection):
    """find knows no birth times; stat(1) does, one process for a few hundred files."""
    paths, kept = directory_paths(connection), {}
    query = """SELECT directory_id, ifnull(name_raw, CAST(name AS BLOB)), btime_ns FROM files
                WHERE NOT gone AND name NOT LIKE '%' || char(10) || '%' AND id % 7 = 0 LIMIT 500"""
    for directory, name, btime in connection.execute(query):
        path = os.path.join(os.fsencode(tree), paths[directory], bytes(name))
        if b"\n" not in path:
            kept[path] = btime
    if not kept:
        return []
    lines = subprocess.run(["stat", "-c", "%.9W %n", "--", *kept], check=True, capture_output=True).stdout.splitlines()
    problems = []
    for line in lines:
        seconds, path = line.split(b" ", 1)
        if kept[path] != nanoseconds(seconds) and not (seconds.startswith(b"0.0") and kept[path] in (None, 0)):
            problems.append(f"{path!r}: birth time {kept[path]} instead of {seconds.decode()}")
    return problems


def compare(tree, catalogue):
    """Returns (summary, list of differences in words); at most some dozen of these."""
    expected, directories, size_bytes, others = {}, 0, 0, 0
    for kind, path, row in find_entries(tree):
        if kind == b"f":
            expected[path] = row
            size_bytes += row[0]
        elif kind == b"d":
            directories += 1
        else:
            others += 1
    files = len(expected)
    problems = []
    connection = open_catalogue(catalogue)
    for path, row in catalogue_entries(connection):
        wanted = expected.pop(path, None)
        if wanted is None:
            problems.append(f"{path!r} is in the catalogue and not in the tree, or twice")
        elif row != wanted:
            differing = ", ".join(f"{name} {ours} instead of {theirs}" for name, ours, theirs in zip(FIELDS, row, wanted) if ours != theirs)
            problems.append(f"{path!r}: {differing}")
        if len(problems) > 20:
            break
    if len(problems) <= 20:
        problems += [f"{path!r} is missing from the catalogue" for path in list(expected)[:20]]

    problems += birth_times_differ(tree, connection)
    shown = connection.execute("SELECT sum(files), sum(size_bytes) FROM share").fetchone()
    if shown != (files, size_bytes):
        problems.append(f"the share's totals are {shown} instead of {(files, size_bytes)}")
    # A mount point is listed by find, and by tocd only as a child of its parent.
    roots = connection.execute("""SELECT total_files, total_size_bytes, total_directories + 1, total_failed FROM directories
                                   WHERE parent_id IS NULL AND NOT gone""").fetchone()
    if roots is None or roots[:2] != (files, size_bytes) or roots[3] == 0 and roots[2] != directories:
        problems.append(f"the root's totals (files, bytes, directories, failed) are {roots} instead of {(files, size_bytes, directories)}")
    scanned = connection.execute("SELECT files, size_bytes, others FROM scan WHERE mode = 0 ORDER BY id DESC LIMIT 1").fetchone()
    if scanned != (files, size_bytes, others):
        problems.append(f"the last full scan's files, bytes and others are {scanned} instead of {(files, size_bytes, others)}")
    connection.close()
    return f"{files} files, {size_bytes} bytes, {directories} directories, {others} others", problems


def scan(tocd, config):
    """`tocd scan --full`; its exit status is 0 when complete."""
    return subprocess.run([tocd, "scan", "--full", "--config", config], check=False, stdin=subprocess.DEVNULL).returncode


def report(tree, catalogue, when):
    """Prints the outcome; True when all agrees."""
    summary, problems = compare(tree, catalogue)
    for problem in problems:
        print(f"{when}: {problem}")
    print(f"{when}: {summary}: {'DIFFERENT' if problems else 'the same as find'}")
    return not problems


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--catalogue")
    parser.add_argument("arguments", nargs="+", metavar="[TOCD] TREE")
    options = parser.parse_args()
    tree = os.path.abspath(options.arguments[-1])
    if options.catalogue:
        return 0 if report(tree, options.catalogue, "catalogue") else 1
    with tempfile.TemporaryDirectory(prefix="tocd-find-") as scratch:
        config, catalogue = f"{scratch}/tocd.json", f"{scratch}/catalogue.db"
        write_config(config, tree, catalogue)
        status = scan(options.arguments[0], config)
        if status != 0:
            print(f"tocd scan ended with status {status}")
            return 1
        return 0 if report(tree, catalogue, "first scan") else 1


if __name__ == "__main__":
    sys.exit(main())
