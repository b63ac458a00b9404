"""A client that minds its own business: it asks what the page asks, and notes how long each answer took and what went wrong.

It is a process of its own, so that the attackers' Python does not slow it down more than any other program would."""
import http.client
import multiprocessing
import time

TARGETS = ["/api/v1/files?q=run_01&count=1&limit=100", "/api/v1/shares", "/api/v1/files?q=channel_7&sort=-modified&limit=100",
           "/api/v1/facets?q=campaign&by=ext,year", "/healthz"]
PACE_SECONDS = 0.005
NEW_CONNECTION_EVERY = 10


def _ask(port, over, times, failures, address):
    connection, number = None, 0
    while not over.is_set():
        began = time.perf_counter()
        try:
            if connection is None or number % NEW_CONNECTION_EVERY == 0:
                if connection is not None:
                    connection.close()
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30, source_address=(address, 0))
            connection.request("GET", TARGETS[number % len(TARGETS)])
            answer = connection.getresponse()
            answer.read()
            if answer.status == 200:
                times.append(time.perf_counter() - began)
            else:
                failures.append(f"{answer.status} for {TARGETS[number % len(TARGETS)]}")
        except (OSError, http.client.HTTPException) as problem:
            failures.append(f"{type(problem).__name__} for {TARGETS[number % len(TARGETS)]}")
            connection = None
        number += 1
        time.sleep(PACE_SECONDS)


def _run(port, over, results, address):
    times, failures = [], []
    _ask(port, over, times, failures, address)
    results.put((times, failures))


class Bystander:
    """`with Bystander(port) as one: …`; afterwards times_ms (sorted) and failures (texts)."""

    def __init__(self, port, address="127.0.0.1"):
        self.over, self.results = multiprocessing.Event(), multiprocessing.Queue()
        self.process = multiprocessing.Process(target=_run, args=(port, self.over, self.results, address))
        self.times_ms, self.failures = [], []

    def __enter__(self):
        self.process.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        times, self.failures = self.results.get(timeout=60)
        self.process.join()
        self.times_ms = sorted(seconds * 1000 for seconds in times)

    def quantile_ms(self, part):
        return self.times_ms[min(len(self.times_ms) - 1, int(part * len(self.times_ms)))] if self.times_ms else float("nan")
