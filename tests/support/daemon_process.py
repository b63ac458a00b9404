"""A tocd that a test starts and ends, and what it says meanwhile."""
import json
import os
import signal
import subprocess
import sys
import tempfile
import time


class DaemonProcess:
    """A folder of its own, `scratch`, with the configuration and the log of one daemon; both go with it."""

    def __init__(self, prefix):
        self.folder = tempfile.TemporaryDirectory(prefix=prefix)
        self.scratch = os.path.realpath(self.folder.name)
        self.socket = f"{self.scratch}/tocd.sock"
        self.process = None

    def start(self, tocd, config, *arguments):
        with open(f"{self.scratch}/tocd.yaml", "w", encoding="utf-8") as file:
            json.dump(config, file)
        with open(f"{self.scratch}/tocd.log", "wb") as log:
            self.process = subprocess.Popen([tocd, "--config", f"{self.scratch}/tocd.yaml", *arguments], stderr=log)

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.folder.cleanup()

    def wait(self, ready, problem):
        """What ready() gives once that is true; ends the test after a minute, or when the daemon has ended."""
        for _ in range(1200):
            if found := ready():
                return found
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        sys.exit(f"{problem}:\n{self.said()}")

    def said(self):
        with open(f"{self.scratch}/tocd.log", encoding="utf-8", errors="replace") as log:
            return log.read()
