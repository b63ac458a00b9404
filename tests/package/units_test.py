#!/usr/bin/env python3
"""The systemd units as systemd judges them, the accounts, and the man pages. usage: units_test.py ROOT TOCD TOCD_SCAN"""
import configparser
import glob
import os
import shutil
import subprocess
import sys
import tempfile

problems = []


def run(*command, log_level="warning"):
    return subprocess.run(command, check=False, capture_output=True, text=True, env=dict(os.environ, SYSTEMD_LOG_LEVEL=log_level))


def expect_silence(what, command):
    """systemd-analyze verify exits with 0 on mistakes: what it says counts."""
    said = run(*command)
    if said.returncode != 0 or said.stdout or said.stderr:
        problems.append(f"{what}: status {said.returncode}\n{said.stdout}{said.stderr}")


def check_units(folder):
    for name in ("tocd.service", "tocd.socket", "tocd-http.socket", "tocd-scan.socket", "tocd-scan@.service"):
        expect_silence(name, ("systemd-analyze", "verify", "--man=no", f"{folder}/{name}"))
    with open(f"{folder}/tocd.service", encoding="utf-8") as file:
        text = file.read()
    wrong = f"{folder}/wrong.service"
    with open(wrong, "w", encoding="utf-8") as file:
        file.write(text.replace("ProtectSystem=", "ProtectSytem="))
    if "ProtectSytem" not in run("systemd-analyze", "verify", "--man=no", wrong).stderr:
        problems.append("verify says nothing of a mistake: this test cannot fail")


def check_exposure(folder):
    """In tenths: 14 stands for 1.4."""
    for name, most in (("tocd.service", 14), ("tocd-scan@.service", 9)):
        judged = run("systemd-analyze", "security", "--offline=true", f"--threshold={most}", f"{folder}/{name}")
        print(judged.stdout.strip().splitlines()[-1] if judged.stdout else judged.stderr)
        if judged.returncode != 0 or "Overall exposure level" not in judged.stdout:
            problems.append(f"{name} is more exposed than {most / 10}:\n{judged.stdout}{judged.stderr}")
    # What docs/admin.md advises for an http.admin_group of one's own.
    with open(f"{folder}/tocd.service", encoding="utf-8") as file:
        text = file.read()
    os.mkdir(f"{folder}/edited")
    with open(f"{folder}/edited/tocd.service", "w", encoding="utf-8") as file:
        file.write(text.replace("PrivateUsers=yes", "PrivateUsers=no"))
    judged = run("systemd-analyze", "security", "--offline=true", "--threshold=14", f"{folder}/edited/tocd.service").stdout
    if "PrivateUsers=yes" not in text or "Overall exposure level for tocd.service: 1.2 " not in judged:
        problems.append(f"with PrivateUsers=no tocd.service is not as exposed as docs/admin.md says:\n{judged}")
    if run("systemd-analyze", "security", "--offline=true", "--threshold=0", f"{folder}/tocd.service").returncode == 0:
        problems.append("every unit passes every threshold: this test cannot fail")


def sections_of(path):
    parser = configparser.RawConfigParser(strict=False, delimiters=("=",), comment_prefixes=("#",))
    parser.optionxform = str
    parser.read(path, encoding="utf-8")
    return parser


def check_rights(folder):
    """Only the scanner has a capability, and only tocd may ask it."""
    daemon, scanner = sections_of(f"{folder}/tocd.service")["Service"], sections_of(f"{folder}/tocd-scan@.service")["Service"]
    door = sections_of(f"{folder}/tocd-scan.socket")["Socket"]
    ours = {
        "tocd's capabilities": daemon["CapabilityBoundingSet"] + daemon["AmbientCapabilities"],
        "the scanner's capabilities": (scanner["CapabilityBoundingSet"], scanner["AmbientCapabilities"]),
        "the scanner's network": (scanner["PrivateNetwork"], scanner["RestrictAddressFamilies"]),
        "who may ask the scanner": (door["SocketUser"], door["SocketMode"], scanner["ExecStart"].split()[1:]),
        "the scanner's user": scanner["User"] != daemon["User"],
        "the scanner's socket": daemon["Environment"] == "TOCD_SCANNER=unix:" + door["ListenStream"],
    }
    wanted = {
        "tocd's capabilities": "",
        "the scanner's capabilities": ("CAP_DAC_READ_SEARCH", "CAP_DAC_READ_SEARCH"),
        "the scanner's network": ("yes", "AF_UNIX"),
        "who may ask the scanner": ("tocd", "0600", ["--peer", "tocd"]),
        "the scanner's user": True,
        "the scanner's socket": True,
    }
    problems.extend(f"{what}: {ours[what]!r} instead of {wanted[what]!r}" for what in wanted if ours[what] != wanted[what])


def check_accounts(units, scratch):
    # Without --dry-run it wants to be root, and is content with a root of its own.
    os.makedirs(f"{scratch}/root/etc")
    made = run("systemd-sysusers", "--dry-run", f"--root={scratch}/root", f"{units}/tocd.sysusers", log_level="info")
    if made.returncode != 0:
        problems.append(f"systemd-sysusers: {made.stderr}")
    users = set((made.stdout + made.stderr).replace("'", " ").split())
    if not {"tocd", "tocd-scan"} <= users:
        problems.append(f"the accounts are {users}")
    os.makedirs(f"{scratch}/root/run")
    made = run("systemd-tmpfiles", "--create", f"--root={scratch}/root", f"{units}/tocd.tmpfiles")
    if not os.path.isdir(f"{scratch}/root/run/tocd"):  # its owner is for root to give
        problems.append(f"systemd-tmpfiles: {made.stderr}")


def main():
    root, tocd, tocd_scan = sys.argv[1:4]
    units = f"{root}/packaging/systemd"
    with tempfile.TemporaryDirectory(prefix="tocd-units-") as scratch:
        folder = f"{scratch}/units"
        shutil.copytree(units, folder)
        check_rights(folder)
        for path in glob.glob(f"{folder}/*.service"):  # the programs are not in /usr/bin yet
            with open(path, encoding="utf-8") as file:
                text = file.read()
            with open(path, "w", encoding="utf-8") as file:
                file.write(text.replace("/usr/bin/tocd-scan", tocd_scan).replace("ExecStart=/usr/bin/tocd\n", f"ExecStart={tocd}\n"))
        check_units(folder)
        check_exposure(folder)
        check_accounts(units, scratch)
    pages = sorted(glob.glob(f"{root}/packaging/man/*.[158]"))
    if len(pages) < 2:
        problems.append("there are no man pages")
    for page in pages:
        expect_silence(page, ("mandoc", "-T", "lint", "-W", "warning", page))
    print("\n".join(problems) or f"5 units and {len(pages)} man pages are in order")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
