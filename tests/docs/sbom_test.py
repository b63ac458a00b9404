#!/usr/bin/env python3
"""The bill of materials names what the programs load, what is compiled into them and what the page is made of, each with version and licence, and
is the same when it is made again. usage: sbom_test.py BUILD_DIR ROOT PROGRAM…"""
import json
import os
import re
import subprocess
import sys


def main():
    build_dir, root, programs = sys.argv[1], sys.argv[2], sys.argv[3:]
    command = ["/usr/bin/python3", f"{root}/packaging/sbom.py", build_dir, *programs]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    problems = []
    if subprocess.run(command, capture_output=True, text=True, check=True).stdout != text:
        problems.append("made again it is another one")
    bom = json.loads(text)
    if (bom["bomFormat"], bom["specVersion"]) != ("CycloneDX", "1.5"):
        problems.append("it is not CycloneDX 1.5")
    use = {c["name"]: c["properties"][0]["value"] for c in bom["components"]}
    for component in bom["components"]:
        name = component["name"]
        if not component.get("version") or not component.get("licenses") or not re.fullmatch(r"pkg:(deb/debian|npm)/\S+@\S+", component["purl"]):
            problems.append(f"{name}: no version, licence or purl")
        if (component["scope"] == "excluded") != (use[name] == "build"):
            problems.append(f"{name}: {component['scope']} although it is {use[name]}")
    references = [component["bom-ref"] for component in bom["components"]]
    if len(set(references)) != len(references):
        problems.append("two components have one name")
    # Another way to the same: from the libraries' names to the packages that their files came with.
    for program in programs:
        for line in subprocess.run(["ldd", program], capture_output=True, text=True, check=True).stdout.splitlines():
            path = re.search(r"=> (/\S+)", line)
            if not path:
                continue
            names = [path[1], os.path.realpath(path[1])]
            owners = subprocess.run(["dpkg-query", "-S", *names, *("/usr" + n for n in names if n.startswith("/lib"))], capture_output=True, text=True, check=False)
            packages = {owner.split(":")[0] for owner in owners.stdout.splitlines()}
            if not any(use.get(package) == "loaded" for package in packages):
                problems.append(f"{os.path.basename(program)} loads {path[1]} of {packages}, which is not listed")
    with open(f"{root}/web/package-lock.json", encoding="utf-8") as file:
        for name in json.load(file)["packages"][""]["dependencies"]:
            if use.get(name) != "page":
                problems.append(f"{name} of the page is not listed")
    for package in ("libsqlitecpp-dev", "nlohmann-json3-dev", "unicode-data"):  # an archive, headers, and data
        if use.get(package) != "compiled in":
            problems.append(f"{package} is not listed as compiled in")
    for test_only in ("doctest-dev", "chromium"):
        if test_only in use:
            problems.append(f"{test_only} is no part of the programs")
    print("\n".join(problems) or f"{len(references)} components")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
