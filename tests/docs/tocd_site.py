"""A real daemon over a small tree with odd names, for the tests of the documentation."""
import json
import os
import re
import sys
import time
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from daemon_process import DaemonProcess  # noqa: E402

ODD_DIRECTORY = b"odd\xffname"


def sample_names(metrics):
    """The names of all samples in the text of /metrics, read by Prometheus' own client library."""
    from prometheus_client.parser import text_string_to_metric_families  # not every user of this module needs it
    return {sample.name for family in text_string_to_metric_families(metrics) for sample in family.samples}


def write(path, size, age_days):
    with open(path, "wb") as file:
        file.truncate(size)
    then = time.time() - age_days * 86400
    os.utime(path, (then, then))


def make_tree(root):
    """What the examples ask for: CSV and HDF5 files, old and new, copies, and names that are no text."""
    root = os.fsencode(root)
    for directory in (b"", b"a/results", b"a/b", b"with blank", ODD_DIRECTORY):
        os.makedirs(os.path.join(root, directory), exist_ok=True)
    for i in range(12):
        write(os.path.join(root, b"a", b"run %d.csv" % i), 100 + i, 30 * i)
    for name, size, age_days in ((b"a/b/large.h5", 5_000_000, 900), (b"a/results/results.h5", 70_000, 800),
                                 (b"with blank/results.txt", 10, 1), (b"a/results/copy.dat", 4000, 3),
                                 (b"a/b/copy.dat", 4000, 3), (b"NA", 1, 1), (b"nan.null", 2, 1),
                                 (b"a/new\nline.csv", 3, 1), (ODD_DIRECTORY + b"/\xfe.csv", 4, 1),
                                 ("a/naïve ünïcode.csv".encode(), 5, 1), (b"a/'quoted\".csv", 6, 1)):
        write(os.path.join(root, name), size, age_days)


class Site(DaemonProcess):
    """`with Site(tocd) as site`: share "projects", scanned once; url, socket, catalogue, tree, scratch. `http`: settings of that section."""

    def __init__(self, tocd, http=None):
        super().__init__("tocd-docs-")
        self.tocd = tocd
        self.http = http or {}
        self.tree = f"{self.scratch}/srv/projects"
        self.catalogue = f"{self.scratch}/state/catalogue.db"
        self.url = None

    def __enter__(self):
        os.makedirs(self.tree)
        make_tree(self.tree)
        os.makedirs(f"{self.scratch}/contents")
        config = {"shares": [{"name": "projects", "path": self.tree}], "catalogue": {"path": self.catalogue},
                  "http": {"listen": ["127.0.0.1:0", f"unix:{self.socket}"], **self.http},
                  "publish": [{"name": "all", "to": f"{self.scratch}/contents"}]}
        self.start(self.tocd, config)
        try:
            self.url = self.wait(self.serving, "it serves nothing")
            self.wait(self.scanned, "the first scan did not end")
            self.wait(self.published, "nothing was published")
        except BaseException:
            self.__exit__()
            raise
        return self

    def serving(self):
        found = re.search(r"serving url=(http://\S+)\n", self.said())
        return found and os.path.exists(self.socket) and found[1]

    def get(self, path):
        with urllib.request.urlopen(self.url + path, timeout=60) as answer:
            return answer.read().decode()

    def published(self):
        return "\ntocd_publication_size_bytes{" in self.get("/metrics")

    def scanned(self):
        share = json.loads(self.get("/api/v1/shares"))["shares"][0]
        return share["last_complete"] is not None and share["progress"]["state"] == "idle"
