#!/usr/bin/env python3
"""sbom.py BUILD_DIR PROGRAM… > sbom.cdx.json

What the programs are made of, as CycloneDX 1.5 in JSON: the Debian packages whose shared libraries they load, those whose headers and archives
are compiled into them, the npm packages of the web page, and the tools that made it. Versions and licences are those of this machine, by dpkg and
web/package-lock.json. Each component has the property tocd:use: loaded, compiled in, page, or build."""
import base64
import hashlib
import json
import os
import re
import subprocess
import sys
import uuid

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# Read by the build itself: no compiler tells of them.
ALSO_COMPILED_IN = ["unicode-data"]
COMPILERS = ["g++", "cmake", "ninja-build"]


def output(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def packages_of(paths):
    """The Debian packages that brought these files. dpkg knows one of the two names that a file has below /lib and /usr/lib."""
    asked = set()
    for path in paths:
        for one in {os.path.normpath(path), os.path.realpath(path)}:
            asked.add(one)
            asked.add(one[4:] if one.startswith("/usr/lib") else "/usr" + one if one.startswith("/lib") else one)
    found = set()
    for chunk in (sorted(asked)[i:i + 500] for i in range(0, len(asked), 500)):
        said = subprocess.run(["dpkg-query", "-S", *chunk], capture_output=True, text=True, check=False).stdout
        for line in said.splitlines():
            if not line.startswith("diversion "):
                found.update(name.strip().split(":")[0] for name in line.rsplit(": ", 1)[0].split(","))
    return found


def loaded_libraries(program):
    return re.findall(r"(/\S+) \(0x", output("ldd", program))


def compiled_files(build_dir):
    """Headers of the system that the objects of the programs (not those of tests) were made of, and archives."""
    files, ours = set(), False
    for line in output("ninja", "-C", build_dir, "-t", "deps").splitlines():
        if not line.startswith(" "):
            ours = not line.startswith("tests/")
        elif ours and (path := line.strip()).startswith("/usr/"):
            files.add(path)
    link = output("ninja", "-C", build_dir, "-t", "commands", "tocd", "tocd-scan", "toc")
    files.update(re.findall(r"(/usr/lib/\S+\.a)\b", link))
    return files


def licences(package):
    """By the machine-readable copyright file, or where to read it."""
    path = f"/usr/share/doc/{package}/copyright"
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            text = file.read()
    except OSError:
        return ["unknown: no copyright file on the machine that built it"]
    named = {name.strip() for name in re.findall(r"^License: *(\S[^\n]*)$", text, re.MULTILINE)}
    return sorted(named) if text.startswith("Format:") and named else [f"see {path}"]


def debian_component(package, use):
    version, architecture, source, homepage = output(
        "dpkg-query", "-W", "-f", "${Version}\t${Architecture}\t${source:Package}\t${Homepage}", package).split("\t")
    component = {"type": "library", "name": package, "version": version, "bom-ref": f"deb:{package}",
                 "purl": f"pkg:deb/debian/{package.replace('+', '%2B')}@{version.replace('+', '%2B').replace(':', '%3A')}?arch={architecture}",
                 "scope": "excluded" if use == "build" else "required",
                 "licenses": [{"license": {"name": name}} for name in licences(package)],
                 "properties": [{"name": "tocd:use", "value": use}, {"name": "tocd:debian-source", "value": source}]}
    if homepage:
        component["externalReferences"] = [{"type": "website", "url": homepage}]
    return component


def npm_components():
    with open(f"{ROOT}/web/package-lock.json", encoding="utf-8") as file:
        packages = json.load(file)["packages"]
    for path, package in sorted(packages.items()):
        if not path or package.get("optional") and not os.path.isdir(f"{ROOT}/web/{path}"):
            continue  # tools for other processors
        name, build = path.rpartition("node_modules/")[2], bool(package.get("dev"))
        component = {"type": "library", "name": name, "version": package["version"], "bom-ref": f"npm:{path}",
                     "purl": f"pkg:npm/{name.replace('@', '%40')}@{package['version']}", "scope": "excluded" if build else "required",
                     "licenses": [{"license": {"name": package.get("license", "unknown")}}],
                     "properties": [{"name": "tocd:use", "value": "build" if build else "page"}]}
        if package.get("integrity", "").startswith("sha512-"):
            component["hashes"] = [{"alg": "SHA-512", "content": base64.b64decode(package["integrity"][7:]).hex()}]
        yield component


def main():
    build_dir, programs = sys.argv[1], sys.argv[2:]
    with open(f"{ROOT}/CMakeLists.txt", encoding="utf-8") as file:
        version = re.search(r"project\(tocd VERSION (\S+)", file.read())[1]
    uses = dict.fromkeys(COMPILERS, "build")
    uses.update(dict.fromkeys(sorted(packages_of(compiled_files(build_dir)) | set(ALSO_COMPILED_IN)), "compiled in"))
    for program in programs:
        uses.update(dict.fromkeys(packages_of(loaded_libraries(program)), "loaded"))
    with open("/dev/null", "w", encoding="ascii") as nothing:
        uses = {package: use for package, use in uses.items()
                if subprocess.run(["dpkg-query", "-W", package], stdout=nothing, stderr=nothing, check=False).returncode == 0}
    components = [debian_component(package, use) for package, use in sorted(uses.items())] + list(npm_components())
    digest = hashlib.sha256(json.dumps(components, sort_keys=True).encode()).hexdigest()
    main_component = {"type": "application", "name": "tocd", "version": version, "bom-ref": "tocd", "licenses": [{"license": {"id": "MIT"}}]}
    bom = {"bomFormat": "CycloneDX", "specVersion": "1.5", "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, digest)}", "version": 1,
           "metadata": {"component": main_component}, "components": components,
           "dependencies": [{"ref": "tocd", "dependsOn": [c["bom-ref"] for c in components if c["scope"] == "required"]}]}
    json.dump(bom, sys.stdout, indent=1, ensure_ascii=False)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
