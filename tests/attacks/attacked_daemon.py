"""A real daemon over a tree of its own, which the attacks of this folder are tried on, and what the kernel says of it."""
import contextlib
import http.client
import json
import os
import re
import resource
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from daemon_process import DaemonProcess  # noqa: E402

FILES = 20_000


def raise_fd_limit():
    """A crowd needs a descriptor for each of its connections."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if hard != resource.RLIM_INFINITY and hard < 8192:
        sys.exit(f"this test needs 8192 file descriptors, and may have {hard} (ulimit -Hn)")


class Daemon(DaemonProcess):
    """`with Daemon(tocd) as daemon`: share "projects" of 20,000 empty files, scanned. `http`: settings of that section."""

    def __init__(self, tocd, http_settings=None, arguments=()):
        super().__init__("tocd-attacks-")
        self.tocd, self.settings, self.arguments, self.port = tocd, http_settings or {}, list(arguments), 0

    def __enter__(self):
        tree = f"{self.scratch}/projects"
        for directory in range(20):
            os.makedirs(f"{tree}/campaign_{directory:02}/results")
            for file in range(FILES // 20):
                os.close(os.open(f"{tree}/campaign_{directory:02}/results/run_{file:04}_channel_{directory}.csv", os.O_CREAT | os.O_WRONLY))
        config = {"shares": [{"name": "projects", "path": tree}], "catalogue": {"path": f"{self.scratch}/state/catalogue.db"},
                  "http": {"listen": ["127.0.0.1:0", f"unix:{self.socket}"], **self.settings}}
        self.start(self.tocd, config, *self.arguments)
        try:
            self.port = int(self.wait(lambda: re.search(r"serving url=http://127\.0\.0\.1:(\d+)\n", self.said()), "it serves nothing")[1])
            self.wait(self.scanned, "the first scan did not end")
        except BaseException:
            self.__exit__()
            raise
        return self

    def get(self, target):
        """Status and body, on a connection of its own."""
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request("GET", target)
            answer = connection.getresponse()
            return answer.status, answer.read()

    def scanned(self):
        share = json.loads(self.get("/api/v1/shares")[1])["shares"][0]
        return share["last_complete"] is not None and share["progress"]["state"] == "idle" and share["files"] == FILES

    def metric(self, name):
        """The sum of all samples of this name in /metrics."""
        text = self.get("/metrics")[1].decode()
        return sum(float(value) for value in re.findall(rf"^{name}(?:\{{[^}}]*\}})? (\S+)$", text, re.MULTILINE))

    def _status(self, key):
        with open(f"/proc/{self.process.pid}/status", encoding="ascii", errors="replace") as file:
            return int(re.search(rf"^{key}:\s+(\d+)", file.read(), re.MULTILINE)[1])

    def memory_kib(self):
        return self._status("VmRSS")

    def peak_kib(self):
        return self._status("VmHWM")

    def forget_peak(self):
        with open(f"/proc/{self.process.pid}/clear_refs", "w", encoding="ascii") as file:
            file.write("5")

    def threads(self):
        return self._status("Threads")

    def lives(self):
        return self.process.poll() is None
