"""What the package tests share: a configured tocd in a scratch folder, and the service manager's side of sd_notify."""
import atexit
import http.client
import json
import os
import re
import select
import socket
import subprocess
import tempfile
import threading
import time

PATIENCE_S = 60

problems = []


def expect(what, ours, wanted):
    if ours != wanted:
        problems.append(f"{what}: {ours!r:.500} instead of {wanted!r:.500}")


def wait_for(what, condition, patience_s=PATIENCE_S):
    """The first true value of condition(); a problem when there is none in time."""
    end = time.monotonic() + patience_s
    while time.monotonic() < end:
        if value := condition():
            return value
        time.sleep(0.005)
    raise SystemExit("\n".join(problems + [f"in vain: {what}"]))


class Program:
    """A program whose standard error is kept."""

    def __init__(self, command, environment=None, **more):
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, errors="replace", env=environment, **more)
        atexit.register(self.end)  # also when a check gives up
        self.lines = []
        self.reading = threading.Thread(target=self.read, daemon=True)
        self.reading.start()

    def read(self):
        for line in self.process.stderr:
            self.lines.append(line.rstrip("\n"))

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def said(self, pattern):
        return next((found for line in list(self.lines) if (found := re.search(pattern, line))), None)

    def stop(self, signal=15):
        if self.process.poll() is None:
            self.process.send_signal(signal)
        status = self.process.wait(PATIENCE_S)
        self.reading.join(PATIENCE_S)
        return status


class Manager:
    """Listens on NOTIFY_SOCKET."""

    def __init__(self, folder):
        self.path = f"{folder}/notify"
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)

    def heard(self, seconds):
        """The datagrams that come within so long, each a list of assignments."""
        out = []
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if select.select([self.socket], [], [], left)[0]:
                out.append(self.socket.recv(8192).decode().split("\n"))
        return out

    def wait_for(self, what, prefix):
        """The assignment that begins so, from the first datagram that holds one."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            if select.select([self.socket], [], [], 1)[0]:
                for assignment in self.socket.recv(8192).decode().split("\n"):
                    if assignment.startswith(prefix):
                        return assignment
        raise SystemExit(f"in vain: {what}")


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=PATIENCE_S)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(PATIENCE_S)
        self.sock.connect(self.path)


def ask(address, target, method="GET"):
    """Status and parsed body of the answer of tocd at a socket's path or at ("host", port)."""
    connection = UnixConnection(address) if isinstance(address, str) else http.client.HTTPConnection(*address, timeout=PATIENCE_S)
    try:
        headers = {"Content-Type": "application/json"} if method == "POST" else {}
        connection.request(method, target, "{}" if method == "POST" else None, headers)
        answer = connection.getresponse()
        body = answer.read()
        return answer.status, json.loads(body) if "json" in answer.getheader("Content-Type", "") else body
    finally:
        connection.close()


def write_config(folder, shares, listen=None, scanner=None):
    sections = {"shares": shares, "catalogue": {"path": f"{folder}/state/catalogue.db"}}
    if listen:
        sections["http"] = {"listen": listen}
    if scanner:
        sections["scan"] = {"scanner": scanner}
    with open(f"{folder}/tocd.json", "w", encoding="utf-8") as file:
        json.dump(sections, file)
    return f"{folder}/tocd.json"


def make_share(folder, directories=1):
    for i in range(directories):
        os.makedirs(f"{folder}/share/{i // 500}/{i}")
    with open(f"{folder}/share/0/file.dat", "wb") as file:
        file.write(b"12345")
    return f"{folder}/share"


def scratch():
    folder = tempfile.TemporaryDirectory(prefix="tocd-service-")
    os.chmod(folder.name, 0o755)
    return folder
