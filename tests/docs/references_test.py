#!/usr/bin/env python3
"""What tocd prints of itself is what is committed: the references of configuration and API, and the manual page, which
must be clean for mandoc. usage: references_test.py TOCD ROOT"""
import difflib
import subprocess
import sys

PRINTED = {"config": "packaging/docs/config.md", "api": "packaging/docs/api.md", "config-man": "packaging/man/tocd.yaml.5"}


def main():
    tocd, root = sys.argv[1:3]
    wrong = False
    for reference, path in PRINTED.items():
        printed = subprocess.run([tocd, "--reference", reference], check=True, capture_output=True, text=True).stdout
        with open(f"{root}/{path}", encoding="utf-8") as file:
            committed = file.read()
        if printed != committed:
            wrong = True
            print("\n".join(list(difflib.unified_diff(committed.splitlines(), printed.splitlines(), path, "printed", lineterm="", n=0))[:20]))
            print(f"{path} is not what the program says. Renew it:\n    tocd --reference {reference} >{path}\n")
    lint = subprocess.run(["mandoc", "-T", "lint", "-W", "all", f"{root}/packaging/man/tocd.yaml.5"],
                          check=False, capture_output=True, text=True)
    if lint.returncode != 0 or lint.stdout or lint.stderr:
        wrong = True
        print(f"mandoc about packaging/man/tocd.yaml.5:\n{lint.stdout}{lint.stderr}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
