#!/usr/bin/env python3
"""Scans a small talk-shaped tree with the real programs, changes it in every way, scans again, and compares each
time with find. usage: scan_real_tree_test.py TOCD MAKE_TREE"""
import os
import random
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import check_against_find as against_find  # noqa: E402


def all_directories(tree):
    return sorted(os.fsencode(path) for path, _, _ in os.walk(tree) if path != tree)


def all_files(tree):
    found = []
    for path, _, names in os.walk(os.fsencode(tree)):
        found += [os.path.join(path, name) for name in names if not os.path.islink(os.path.join(path, name))]
    return sorted(found)


def change(tree, chance):
    """A bit of everything that people do to a share."""
    files, targets = all_files(tree), all_directories(tree)
    chance.shuffle(files)
    for i, path in enumerate(files[:400]):
        kind = i % 10
        if kind == 0:
            os.unlink(path)
        elif kind == 1:
            with open(path, "ab") as file:
                file.write(b"more")
        elif kind == 2:
            os.utime(path, ns=(chance.randrange(10**18), chance.randrange(-10**18, 10**18)))
        elif kind == 3:
            os.chmod(path, 0o600)
        elif kind == 4:
            os.rename(path, path + b" \xff new name.TXT")
        elif kind == 5:
            os.link(path, path + b".link")
        elif kind == 6:
            os.rename(path, os.path.join(chance.choice(targets), b"moved %d" % i))
        elif kind == 7:
            os.unlink(path)
            os.mkdir(path)
            open(os.path.join(path, b"inside"), "wb").close()
        elif kind == 8:
            os.unlink(path)
            os.symlink(b"nowhere", path)
        else:
            os.truncate(path, chance.randrange(10**9))
    directories = all_directories(tree)
    chance.shuffle(directories)
    for path in directories[:6]:
        if os.path.isdir(path):
            shutil.rmtree(path)
    left = [path for path in all_directories(tree) if os.path.isdir(path)]
    for path in chance.sample(left, 4):
        if os.path.isdir(path):
            os.rename(path, os.path.join(os.fsencode(tree), b"renamed\n" + b"%d" % chance.randrange(10**9)))


def main():
    tocd, make_tree = sys.argv[1:3]
    with tempfile.TemporaryDirectory(prefix="tocd-real-tree-") as scratch:
        tree, config, catalogue = f"{scratch}/tree", f"{scratch}/tocd.json", f"{scratch}/catalogue.db"
        subprocess.run([make_tree, tree, "0.001", "7"], check=True)
        against_find.write_config(config, tree, catalogue)
        agreed = True
        chance = random.Random(7)
        for when in ("first scan", "nothing changed", "after changes", "after more changes"):
            if "changes" in when:
                change(tree, chance)
            status = against_find.scan(tocd, config)
            if status != 0:
                print(f"{when}: tocd scan ended with status {status} instead of 0")
                return 1
            agreed = against_find.report(tree, catalogue, when) and agreed
            connection = against_find.open_catalogue(catalogue)
            added, changed, gone = connection.execute("SELECT added, changed, gone FROM scan ORDER BY id DESC LIMIT 1").fetchone()
            connection.close()
            if when == "nothing changed" and (added, changed, gone) != (0, 0, 0):
                print(f"{when}: {added} files added, {changed} changed and {gone} gone instead of none")
                agreed = False
            if "changes" in when and 0 in (added, changed, gone):
                print(f"{when}: {added} files added, {changed} changed, {gone} gone: none of them can be 0")
                agreed = False
        return 0 if agreed else 1


if __name__ == "__main__":
    sys.exit(main())
