#!/usr/bin/env python3
"""The pages say what is so: links lead somewhere, configurations are accepted, keys, figures, requests and messages that
they name exist. usage: pages_test.py TOCD ROOT"""
import glob
import json
import os
import re
import subprocess
import sys
import tempfile

import yaml

from page_text import anchors, blocks, code_spans, links, without_blocks
from tocd_site import Site, sample_names

PAGES = ["README.md", "SECURITY.md", "daemon/README.md", "tests/bench/README.md", "packaging/docs/admin.md", "packaging/docs/scripts.md",
         "packaging/docs/config.md", "packaging/docs/api.md", "packaging/docs/query.md"]
# Words with underscores that are not of tocd: other programs' and systems' own.
FOREIGN = {"no_root_squash", "auth_request"}
FILES = {"catalogue.db"}  # look like settings

problems = []


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def check_links(root, page, text):
    for target in links(text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        there = os.path.normpath(os.path.join(root, os.path.dirname(page), path)) if path else os.path.join(root, page)
        if not os.path.exists(there):
            problems.append(f"{page}: the link {target} leads nowhere")
        elif anchor and anchor not in anchors(read(there)):
            problems.append(f"{page}: {target} has no such heading")


def check_configurations(tocd, page, text):
    """Every block yaml is a configuration. Gives how many there were."""
    found = [block for block in blocks(page, text) if block.language == "yaml"]
    for block in found:
        with tempfile.NamedTemporaryFile("w", suffix=".yaml", encoding="utf-8") as file:
            file.write(block.text)
            file.flush()
            done = subprocess.run([tocd, "--config", file.name, "--check-config"], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            problems.append(f"{block} is not accepted:\n{done.stderr}")
    return len(found)


def config_keys(root):
    """{"shares.path", "http.listen", …}"""
    keys = set()
    for section, schema in json.loads(read(f"{root}/config/tocd.schema.json"))["properties"].items():
        keys |= {f"{section}.{key}" for key in schema.get("items", schema).get("properties", {})}  # projects are no keys
    return keys


def api_keys(openapi):
    """Parameters and keys of everything that the API takes and gives."""
    keys = set()

    def walk(node):
        if isinstance(node, dict):
            keys.update(node.get("properties", {}))
            if "in" in node and "name" in node:
                keys.add(node["name"])
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(openapi)
    return keys


def check_words(page, text, config, api, figures):
    sections = {key.split(".")[0] for key in config}
    known = {key.split(".")[1] for key in config} | api
    for span in code_spans(text):
        for key in re.findall(r"(?<![\w./-])([a-z]+\.[a-z_]+)(?![\w./(-])", span):
            if key.split(".")[0] in sections and key not in config | FILES:
                problems.append(f"{page}: {key} is no setting")
        if re.fullmatch(r"[a-z]+(_[a-z]+)+", span) and span not in known | figures | FOREIGN:
            problems.append(f"{page}: `{span}` is no setting, no key of the API and no figure")
    for figure in set(re.findall(r"\b(?:tocd|process)_[a-z_]+[a-z]\b", text)):
        if figure not in figures and not any(block.language == "console" for block in blocks(page, text) if figure in block.text):
            problems.append(f"{page}: /metrics has no {figure}")


def check_requests(page, text, openapi):
    for method, path in re.findall(r"\b(GET|POST|DELETE) (/[a-z][^\s`?|,;)]*)", without_blocks(text)):
        if method.lower() not in openapi["paths"].get(path, {}):
            problems.append(f"{page}: there is no {method} {path}")


def check_messages(root, page, text):
    """Each message of the table of remedies stands in a source file; "…" is where a value goes. Gives their number."""
    sources = "\n".join(read(path) for path in sorted(glob.glob(f"{root}/daemon/**/*.?pp", recursive=True)))
    literals = re.sub(r'"\s*"', "", sources).replace('\\"', '"')
    table = text[text.index("| it says |"):]
    rows = re.findall(r"^\| `([^`]+)` \|", table, flags=re.M)
    for row in rows:
        for part in row.split("…"):
            if part.strip() and part.strip() not in literals:
                problems.append(f"{page}: no source says «{part.strip()}»")
    return len(rows)


def check_yaml_of_others(page, text):
    for block in blocks(page, text):
        if block.language.startswith("yaml "):
            try:
                yaml.safe_load(block.text)
            except yaml.YAMLError as error:
                problems.append(f"{block}: {error}")


def main():
    tocd, root = sys.argv[1:3]
    with Site(tocd) as site:
        figures = sample_names(site.get("/metrics"))
        openapi = json.loads(site.get("/api/v1/openapi.json"))
    config, api, configurations, messages = config_keys(root), api_keys(openapi), 0, 0
    for page in PAGES:
        text = read(f"{root}/{page}")
        check_links(root, page, text)
        configurations += check_configurations(tocd, page, text)
        check_requests(page, text, openapi)
        if page.startswith("packaging/docs/"):
            check_words(page, text, config, api, figures)
            check_yaml_of_others(page, text)
    messages = check_messages(root, "packaging/docs/admin.md", read(f"{root}/packaging/docs/admin.md"))
    if configurations < 5 or messages < 15:
        problems.append(f"only {configurations} configurations and {messages} messages were found")
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
