#!/usr/bin/env python3
"""smuggling_test.py TOCD

Requests that two programs could read in two ways, each with a second request behind it that only one of the readings would show. Of every one
the daemon must answer once, with a refusal, and close: what comes behind is never answered. The same in one piece and byte by byte."""
import socket
import sys

from attacked_daemon import Daemon

HOST = b"Host: localhost\r\n"
SECOND = b"GET /api/v1/shares?smuggled HTTP/1.1\r\n" + HOST + b"\r\n"
POST = b"POST /api/v1/shares/projects/scans HTTP/1.1\r\n" + HOST
GET = b"GET /healthz HTTP/1.1\r\n" + HOST
CHUNKED = b"0\r\n\r\n"


def variants():
    """Name, bytes, and the statuses that are right."""
    bad, no_coding = {400}, {400, 501}
    yield "Content-Length and Transfer-Encoding", POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n" + CHUNKED, bad
    yield "Transfer-Encoding and Content-Length", POST + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n" + CHUNKED, bad
    for value in (b"chunked", b"Chunked", b"xchunked", b"chunked, identity", b"identity, chunked", b"gzip, chunked", b"identity", b"\"chunked\"",
                  b"chunked;q=1", b"", b"chunked\tx", b",chunked", b"cow"):
        yield f"Transfer-Encoding: {value.decode()!r}", POST + b"Transfer-Encoding: " + value + b"\r\n\r\n" + CHUNKED, no_coding
    for name in (b"Transfer-Encoding ", b"Transfer-Encoding\t", b" Transfer-Encoding", b"Transfer-Encoding\x0b", b"Transfer\x00-Encoding", b"X: y\nTransfer-Encoding",
                 b"X: y\rTransfer-Encoding", b"Transfer-Encoding\xa0", b"\"Transfer-Encoding\""):
        yield f"header name {name.decode('latin1')!r}", POST + name + b": chunked\r\n\r\n" + CHUNKED, bad
    yield "Transfer-Encoding twice", POST + b"Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n\r\n" + CHUNKED, bad
    yield "Transfer-Encoding of HTTP/1.0", POST.replace(b"1.1", b"1.0") + b"Transfer-Encoding: chunked\r\n\r\n" + CHUNKED, no_coding
    yield "Transfer-Encoding over two lines", POST + b"Transfer-Encoding:\r\n chunked\r\n\r\n" + CHUNKED, no_coding | bad
    for size in (b"-2", b"0x5", b"5;a=b", b"+5", b"FFFFFFFFFFFFFFFFF", b"5\x00", b" 5", b"g"):
        yield f"chunk size {size.decode('latin1')!r}", POST + b"Transfer-Encoding: chunked\r\n\r\n" + size + b"\r\nhello\r\n" + CHUNKED, no_coding
    yield "a folded header line", GET + b"X: a\r\n b\r\n\r\n", bad
    yield "a folded line as the first header", b"GET /healthz HTTP/1.1\r\n " + HOST + b"\r\n", bad
    yield "a folded Content-Length", POST + b"Content-Length:\r\n 5\r\n\r\nhello", bad
    yield "Content-Length twice and different", POST + b"Content-Length: 0\r\nContent-Length: 44\r\n\r\n", bad
    yield "Content-Length twice and equal", POST + b"Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}", bad
    for value in (b"+5", b"-1", b"5 5", b"5, 5", b"0x5", b"5.0", b"5e0", b"", b"\xb2", b"5\x00", b"5\x0b", b"\"5\"", b"1_0", b"5;"):
        yield f"Content-Length: {value.decode('latin1')!r}", POST + b"Content-Length: " + value + b"\r\n\r\nhello", bad
    for value in (b"18446744073709551616", b"18446744073709551621", b"9223372036854775808", b"99999999999999999999999999", b"1048577"):
        yield f"Content-Length: {value.decode()}", POST + b"Content-Length: " + value + b"\r\n\r\nhello", {413}
    yield "Content-Length with a blank before the colon", POST + b"Content-Length : 5\r\n\r\nhello", bad
    yield "lines that end with a bare LF", GET.replace(b"\r\n", b"\n") + b"\n", bad
    yield "one line that ends with a bare LF", GET + b"X: a\nY: b\r\n\r\n", bad
    yield "a head that ends with a bare LF", GET + b"\n", bad
    yield "a head that ends with CR CR LF", GET + b"\r\r\n", bad
    yield "a bare CR in a value", GET + b"X: a\rb\r\n\r\n", bad
    yield "a NUL in a value", GET + b"X: a\x00b\r\n\r\n", bad
    yield "a NUL in the target", GET.replace(b"/healthz", b"/healthz\x00/../x") + b"\r\n", bad
    yield "a NUL before the request", b"\x00" + GET + b"\r\n", bad
    yield "a blank in the target", GET.replace(b"/healthz", b"/health z") + b"\r\n", bad
    yield "a tab for a blank", GET.replace(b"GET ", b"GET\t") + b"\r\n", bad
    yield "two blanks before the version", GET.replace(b" HTTP", b"  HTTP") + b"\r\n", bad
    yield "blanks behind the version", GET.replace(b"1.1\r", b"1.1 \r") + b"\r\n", bad
    yield "no version", b"GET /healthz\r\n" + HOST + b"\r\n", bad
    for version in (b"HTTP/1", b"HTTP/1.1x", b"http/1.1", b"HTTP/01.1", b"HTTP/1.10", b"HTTQ/1.1"):
        yield f"version {version.decode()}", GET.replace(b"HTTP/1.1", version) + b"\r\n", bad
    for version in (b"HTTP/2.0", b"HTTP/0.9", b"HTTP/3.0"):
        yield f"version {version.decode()}", GET.replace(b"HTTP/1.1", version) + b"\r\n", {505}
    yield "the preface of HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", {505}
    yield "a ClientHello of TLS", bytes.fromhex("16030100c8010000c40303") + bytes(200), bad
    yield "no Host", b"GET /healthz HTTP/1.1\r\n\r\n", bad
    yield "Host twice", GET + HOST + b"\r\n", bad
    yield "Host twice and different", GET + b"Host: evil.example\r\n\r\n", bad
    yield "a header without a colon", GET + b"nonsense\r\n\r\n", bad
    yield "a header without a name", GET + b": x\r\n\r\n", bad
    yield "a header name with a blank", GET + b"X Y: z\r\n\r\n", bad
    yield "a header name with bytes beyond ASCII", GET + b"X\xc3\xa9: z\r\n\r\n", bad
    yield "a method that is no token", GET.replace(b"GET", b"GE(T") + b"\r\n", bad
    yield "a target that is a host", b"CONNECT localhost:443 HTTP/1.1\r\n" + HOST + b"\r\n", bad
    yield "a fragment in the target", GET.replace(b"/healthz", b"/healthz#x") + b"\r\n", bad
    yield "a bare % in the target", GET.replace(b"/healthz", b"/healthz%") + b"\r\n", bad
    yield "a %u escape in the target", GET.replace(b"/healthz", b"/%u0068") + b"\r\n", bad
    yield "Expect", POST + b"Expect: 100-continue\r\nContent-Length: 2\r\n\r\n{}", {417}
    yield "a compressed body", POST + b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n\x1f\x8b", {415}


def answers_to(port, pieces):
    """All that comes back until the daemon closes."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        got = b""
        try:
            for piece in pieces:
                connection.sendall(piece)
        except (BrokenPipeError, ConnectionResetError):
            pass  # refused before all of it was sent
        try:
            while more := connection.recv(65536):
                got += more
        except ConnectionResetError:
            pass
        except TimeoutError:
            return got, False
        return got, True


def judge(name, got, closed, right):
    statuses = [int(part[:3]) for part in got.split(b"HTTP/1.1 ")[1:] if part[:3].isdigit()]
    if statuses and len(statuses) == 1 and statuses[0] in right and closed and b"smuggled" not in got and b'"last_complete"' not in got:
        return True
    print(f"FAILED {name}: statuses {statuses} (right: {sorted(right)}), {'closed' if closed else 'NOT closed'}\n   {got[:300]!r}")
    return False


def main():
    failed = count = 0
    with Daemon(sys.argv[1]) as daemon:
        # The means to see a second answer is itself seen to work.
        got, _ = answers_to(daemon.port, [GET + b"\r\n" + SECOND.replace(b"?smuggled", b"").replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")])
        if got.count(b"HTTP/1.1 200 OK") != 2:
            sys.exit(f"two requests in one piece did not get two answers: {got!r}")
        scans = daemon.metric("tocd_scans_total")
        for name, request, right in variants():
            whole = request + SECOND
            for pieces in ([whole], [whole[i:i + 1] for i in range(len(whole))]):
                count += 1
                failed += not judge(name, *answers_to(daemon.port, pieces), right)
        if not daemon.lives():
            sys.exit(f"the daemon ended with {daemon.process.returncode}:\n{daemon.said()}")
        if daemon.get("/healthz")[0] != 200:
            sys.exit("the daemon does not answer any more")
        if daemon.metric("tocd_scans_total") != scans:
            sys.exit("one of these requests began a scan")
    print(f"{count} requests with two readings, {count - failed} refused, and nothing behind them answered")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
