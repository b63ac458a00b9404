#!/usr/bin/env python3
"""What a running daemon says at /api/v1/openapi.json is OpenAPI 3.1, says a public validator; and of a document that is
wrong it says so. usage: openapi_test.py TOCD ROOT"""
import json
import os
import subprocess
import sys
import urllib.request

from tocd_site import Site


def judge(root, folder, document):
    path = os.path.join(folder, "openapi.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(document, file)
    return subprocess.run(["node", f"{root}/tests/docs/openapi_test.mjs", f"{root}/web", path], check=False, capture_output=True, text=True)


def main():
    tocd, root = sys.argv[1:3]
    with Site(tocd) as site:
        with urllib.request.urlopen(f"{site.url}/api/v1/openapi.json", timeout=20) as answer:
            document = json.load(answer)
        good = judge(root, site.scratch, document)
        print(good.stdout + good.stderr)
        # A judge that lets everything pass proves nothing.
        del document["paths"]["/api/v1/files"]["get"]["responses"]
        document["paths"]["/api/v1/shares"]["get"]["parameters"] = {"name": "fields"}
        bad = judge(root, site.scratch, document)
        if bad.returncode == 0:
            print("a document without responses passes")
        return 0 if good.returncode == 0 and bad.returncode == 1 and "/get" in bad.stdout else 1


if __name__ == "__main__":
    sys.exit(main())
