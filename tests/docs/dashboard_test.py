#!/usr/bin/env python3
"""The Grafana dashboard draws what /metrics gives: every figure it asks for is there after a scan with every label that
it asks by, and every figure that is there is drawn. usage: dashboard_test.py TOCD ROOT"""
import json
import re
import sys

from prometheus_client.parser import text_string_to_metric_families
from tocd_site import Site

GIVEN_BY_PROMETHEUS = {"job", "instance", "le"}
# For alerts and joins, not for the eye.
NOT_DRAWN = {"tocd_build_info", "tocd_confined", "tocd_http_request_duration_seconds_sum", "tocd_http_request_duration_seconds_count"}

problems = []


def expressions(node):
    """All PromQL of a dashboard: panels, annotations and the queries of variables."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in ("expr", "definition") and isinstance(value, str):
                yield value
            else:
                yield from expressions(value)
    elif isinstance(node, list):
        for value in node:
            yield from expressions(value)


def check_layout(dashboard):
    ids, taken = set(), {}
    for panel in dashboard["panels"]:
        place = panel["gridPos"]
        if panel["id"] in ids:
            problems.append(f"two panels have id {panel['id']}")
        ids.add(panel["id"])
        if panel["type"] != "row" and not panel["targets"]:
            problems.append(f"panel {panel['title']} asks nothing")
        for x in range(place["x"], place["x"] + place["w"]):
            for y in range(place["y"], place["y"] + place["h"]):
                if x >= 24 or (x, y) in taken:
                    problems.append(f"panel {panel['title']} lies over {taken.get((x, y), 'the edge')}")
                    return
                taken[x, y] = panel["title"]


def main():
    tocd, root = sys.argv[1:3]
    with open(f"{root}/packaging/grafana/tocd.json", encoding="utf-8") as file:
        dashboard = json.load(file)
    with Site(tocd) as site:
        families = list(text_string_to_metric_families(site.get("/metrics")))
    labels = {}
    for family in families:
        for sample in family.samples:
            labels.setdefault(sample.name, set()).update(sample.labels)

    check_layout(dashboard)
    drawn = set()
    variables = {variable["name"] for variable in dashboard["templating"]["list"]}
    for expression in expressions(dashboard):
        names = re.findall(r"\b(?:tocd|process)_[a-z_]+", expression)
        if not names:
            problems.append(f"no figure in {expression}")
        for name in names:
            drawn.add(name)
            if name not in labels:
                problems.append(f"/metrics has no {name}: {expression}")
        for name, selector in re.findall(r"\b((?:tocd|process)_[a-z_]+)\{([^}]*)\}", expression):
            for label in re.findall(r'([a-z_]+)(?:=~|=|!=|!~)"', selector):
                if label not in labels.get(name, set()) | GIVEN_BY_PROMETHEUS:
                    problems.append(f"{name} has no label {label}: {expression}")
        for variable in re.findall(r"\$([a-z]+)\b", expression):
            if variable not in variables:
                problems.append(f"there is no variable ${variable}: {expression}")
        if expression.count("(") != expression.count(")") or expression.count("{") != expression.count("}"):
            problems.append(f"brackets do not match: {expression}")
    for name in sorted(set(labels) - drawn - NOT_DRAWN):
        problems.append(f"the dashboard does not draw {name}")
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
