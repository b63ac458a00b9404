#!/usr/bin/env python3
"""The examples of packaging/proxy in the real nginx and the real Caddy, before the real tocd: TLS, who may ask, what tocd is told of him, events
and exports that go on as they come, limits. usage: proxies_test.py TOCD ROOT"""
import base64
import contextlib
import http.client
import json
import os
import pwd
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time

from tocd_site import Site

USER = {"Authorization": "Basic " + base64.b64encode(b"anna:a secret").decode()}
FORGED = {"X-Remote-User": "root", "X-Remote-Groups": "tocd"}
problems = []


def check(right, problem):
    if not right:
        problems.append(problem)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def replaced(text, *pairs):
    """Each must be there: the test is to try the file as it is but for names."""
    for old, new in pairs:
        if old not in text:
            sys.exit(f"the example has no {old!r} any more")
        text = text.replace(old, new)
    return text


def nginx(example, folder, port, upstream):
    hashed = subprocess.run(["openssl", "passwd", "-apr1", "a secret"], capture_output=True, text=True, check=True).stdout
    with open(f"{folder}/users", "w", encoding="ascii") as file:
        file.write(f"anna:{hashed}")
    site = replaced(example, ("unix:/run/tocd/tocd.sock", f"unix:{upstream}"), ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
                    ("/etc/ssl/toc.example.org", f"{folder}/toc"), ("/etc/nginx/tocd.users", f"{folder}/users"))
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    user = "user root;\n" if os.geteuid() == 0 else ""  # else the scratch folder is closed to its workers
    with open(f"{folder}/nginx.conf", "w", encoding="utf-8") as file:
        file.write(f"daemon off;\n{user}pid {folder}/nginx.pid;\nerror_log stderr;\nevents {{}}\nhttp {{\naccess_log off;\n{temporary}{site}}}\n")
    return ["nginx", "-c", f"{folder}/nginx.conf", "-p", folder, "-e", "stderr"]


def caddy(example, folder, port, upstream):
    hashed = subprocess.run(["caddy", "hash-password", "--plaintext", "a secret"], capture_output=True, text=True, check=True).stdout.strip()
    site = replaced(example, ("unix//run/tocd/tocd.sock", f"unix/{upstream}"), ("\ntoc.example.org {", f"\nhttps://toc.example.org:{port} {{\n\tbind 127.0.0.1"),
                    ("/etc/ssl/toc.example.org", f"{folder}/toc"), ("\n{\n", "\n{\n\tadmin off\n\tauto_https disable_redirects\n"))
    site = re.sub(r"anna \$2a\S+", lambda _: "anna " + hashed, site)
    with open(f"{folder}/Caddyfile", "w", encoding="utf-8") as file:
        file.write(site)
    return ["caddy", "run", "--config", f"{folder}/Caddyfile", "--adapter", "caddyfile"]


class Proxy:
    def __init__(self, root, scratch, name, upstream):
        self.name, self.port, self.folder = name, free_port(), f"{scratch}/{name}-{os.path.basename(upstream)}"
        os.makedirs(self.folder)
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1", "-subj", "/CN=toc.example.org",
                        "-addext", "subjectAltName=DNS:toc.example.org", "-keyout", f"{self.folder}/toc.key", "-out", f"{self.folder}/toc.crt"],
                       capture_output=True, check=True)
        with open(f"{root}/packaging/proxy/{'nginx.conf' if name == 'nginx' else 'Caddyfile'}", encoding="utf-8") as file:
            command = {"nginx": nginx, "caddy": caddy}[name](file.read(), self.folder, self.port, upstream)
        self.trust = ssl.create_default_context(cafile=f"{self.folder}/toc.crt")
        with open(f"{self.folder}/log", "wb") as log:
            self.process = subprocess.Popen(command, stderr=log, stdout=log, env=dict(os.environ, HOME=self.folder, XDG_DATA_HOME=self.folder, XDG_CONFIG_HOME=self.folder))

    def __enter__(self):
        for _ in range(300):
            try:
                self.ask("GET", "/")
                return self
            except OSError:
                time.sleep(0.1)
            if self.process.poll() is not None:
                break
        with open(f"{self.folder}/log", encoding="utf-8", errors="replace") as log:
            text = log.read()
        self.__exit__()
        sys.exit(f"{self.name} does not answer:\n{text}")

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=30)

    def connect(self):
        connection = http.client.HTTPSConnection("toc.example.org", self.port, timeout=60, context=self.trust)
        connection._create_connection = lambda address, *rest, **more: socket.create_connection(("127.0.0.1", address[1]), timeout=60)
        return connection

    def ask(self, method, target, headers=None, body=None):
        with contextlib.closing(self.connect()) as connection:
            connection.request(method, target, body, {"Host": "toc.example.org", **(headers or {})})
            answer = connection.getresponse()
            return answer.status, answer.read()


class Recorder:
    """Stands where tocd stands, and keeps the heads of the requests that come."""

    def __init__(self, path):
        self.heads, self.listener = [], socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            connection, _ = self.listener.accept()
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection):
        buffer = b""
        while more := connection.recv(65536):
            buffer += more
            while b"\r\n\r\n" in buffer:
                head, buffer = buffer.split(b"\r\n\r\n", 1)
                self.heads.append(head.decode("latin1"))
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")


def headers_of(head):
    return [tuple(part.strip() for part in line.split(":", 1)) for line in head.split("\r\n")[1:]]


def check_what_is_told(root, scratch, name):
    path = f"{scratch}/recorder-{name}"
    recorder = Recorder(path)
    with Proxy(root, scratch, name, path) as proxy:
        before = len(recorder.heads)
        status, _ = proxy.ask("GET", "/told", {**USER, **FORGED})
        check(status == 200, f"{name}: a user with his password got {status}")
        heads = recorder.heads[before:]
        check(len(heads) == 1, f"{name}: one request became {len(heads)}")
        told = [(key.lower(), value) for key, value in headers_of(heads[-1])]
        users = [value for key, value in told if key == "x-remote-user"]
        check(users == ["anna"], f"{name}: tocd is told that {users} ask, not anna alone")
        for key in ("authorization", "x-remote-groups"):
            values = [value for other, value in told if other == key and value]
            check(not values, f"{name}: tocd is told {key}: {values}")
        check(("host", "toc.example.org") in [(key, value.split(":")[0]) for key, value in told], f"{name}: the Host is not what the browser asked for")

        before = len(recorder.heads)
        for headers in ({}, FORGED, {"Authorization": "Basic " + base64.b64encode(b"anna:guess").decode()}):
            status, _ = proxy.ask("GET", "/", headers)
            check(status == 401, f"{name}: without the password {status} is answered and not 401")
        check(len(recorder.heads) == before, f"{name}: requests without a password reached tocd")


def check_before_tocd(root, site, name):
    with Proxy(root, site.scratch, name, site.socket) as proxy:
        status, body = proxy.ask("GET", "/api/v1/files", USER)
        check(status == 200 and len(json.loads(body)["files"]) > 10, f"{name}: a search got {status}")
        session = json.loads(proxy.ask("GET", "/api/v1/session", {**USER, **FORGED})[1])
        check((session["name"], session["role"]) == ("anna", "editor"), f"{name}: tocd takes anna for {session}")
        check(b"<title>" in proxy.ask("GET", "/", USER)[1], f"{name}: there is no page")

        direct, through = site.get("/api/v1/files.csv"), proxy.ask("GET", "/api/v1/files.csv", USER)[1].decode()
        check(through == direct, f"{name}: an export is another one")

        with contextlib.closing(proxy.connect()) as events:
            events.request("GET", "/api/v1/events", headers={"Host": "toc.example.org", **USER})
            stream = events.getresponse()
            check(stream.status == 200, f"{name}: events got {stream.status}")
            check(stream.readline().startswith(b"retry:"), f"{name}: the stream does not begin as it is")
            origin = {"Origin": f"https://toc.example.org:{proxy.port}", "Host": f"toc.example.org:{proxy.port}", "Sec-Fetch-Site": "same-origin"}
            status, body = proxy.ask("POST", "/api/v1/shares/projects/scans", {**USER, **origin, "Content-Type": "application/json"}, "{}")
            check(status == 202, f"{name}: a scan asked for got {status} {body[:300]}")
            for line in iter(stream.readline, b""):  # fails by timeout where the proxy keeps events back
                if line.startswith(b"event: scan_ended"):
                    break
            else:
                check(False, f"{name}: the stream of events ended")
        for _ in range(600):
            if "\ntocd_http_streams 0\n" in site.get("/metrics"):
                break
            time.sleep(0.1)
        else:
            check(False, f"{name}: the stream of a client that went away stays open")

        # What goes wrong on the way (Caddy cuts the connection under a body that is too large) is a refusal as well.
        try:
            status, _ = proxy.ask("POST", "/api/v1/shares/projects/scans", {**USER, "Content-Type": "application/json"}, b" " * 3_000_000)
        except (ConnectionError, ssl.SSLError):
            status = 413
        check(status in (400, 413, 502), f"{name}: a body of 3 MB got {status}")
        try:
            status, _ = proxy.ask("GET", "/", {**USER, "X-Long": "x" * 100_000})
        except (ConnectionError, ssl.SSLError):
            status = 431
        check(status in (400, 431), f"{name}: a head of 100 kB got {status}")

        if name == "nginx":
            statuses = []
            with contextlib.closing(proxy.connect()) as one:
                for _ in range(600):
                    one.request("GET", "/healthz", headers={"Host": "toc.example.org", **USER})
                    answer = one.getresponse()
                    answer.read()
                    statuses.append(answer.status)
            check(set(statuses) == {200, 429}, f"nginx: 600 requests at once got {set(statuses)}")


def main():
    tocd, root = sys.argv[1:3]
    missing = [program for program in ("nginx", "caddy", "openssl") if shutil.which(program, path=os.environ["PATH"] + ":/usr/sbin") is None]
    if missing:
        sys.exit(f"not installed: {' '.join(missing)} (packaging/packages.txt)")
    os.environ["PATH"] += ":/usr/sbin"
    account = pwd.getpwuid(os.geteuid()).pw_name  # that the proxies run as here
    with Site(tocd, {"trusted_proxies": [f"unix:{account}"], "editors": ["user:anna"]}) as site:
        for name in ("nginx", "caddy"):
            check_what_is_told(root, site.scratch, name)
            check_before_tocd(root, site, name)
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
