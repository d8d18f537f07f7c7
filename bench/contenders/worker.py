"""Measures cells, for one number of threads, in a process of its own.

It reads one JSON document from standard input: the cells, the peers and how long to measure. To standard
output it writes a line of JSON for what it has found of the packages, and one for each cell. What there
is to say to a person goes to standard error.

The process may run on as many processors as there are threads. That is the one limit that all keep to,
JAX among them; beside it each is told the number in its own way.
"""

import gc
import json
import os
import statistics
import sys
import time
from itertools import repeat

import numpy as np

from contenders import load
from contenders.cell import Arrays, Cell

# How far a result may be from ogive's, in parts of the largest result; and all of them together, in
# parts of their sum. A peer of a few units in the last place passes, another function does not.
TOLERANCE = {"f32": 1e-4, "f64": 1e-9, "f16": 1e-2, "bf16": 4e-2}
PEER_IS_OFF = {
    # PyTorch has 1/6 in f32 there.
    ("hardsigmoid", "gradient", "f64"): 1e-6,
    # ONNX Runtime has its constants in f32.
    ("gelu_tanh", "value", "f64"): 1e-8,
}

LEAST_ROUNDS = 3


def main():
    # Libraries write to standard output, too.
    results = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    request = json.load(sys.stdin)
    threads = request["threads"]
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])

    def answer(value):
        print(json.dumps(value), file=results, flush=True)

    peers, versions, absent = load(["ogive", *request["peers"]], threads)
    if "ogive" not in peers:
        sys.exit(f"without ogive nothing can be measured: {absent['ogive']}; pip install ./python")
    answer({"versions": versions, "absent": absent})
    ogive = peers.pop("ogive")
    arrays = None
    gc.disable()
    for given in request["cells"]:
        only = given.pop("only")
        cell = Cell(**given | {"shape": tuple(given["shape"])})
        if arrays is None or arrays.key != Arrays(cell).key:
            arrays = Arrays(cell)
        invited = {name: peers[name] for name in only if name in peers}
        seconds, left_out = measure(cell, arrays, ogive, invited, request)
        answer({"seconds": seconds, "left_out": left_out})
        gc.collect()


def measure(cell, arrays, ogive, peers, request):
    """The seconds of each contender, and why a peer that has the function is left out."""
    ready, left_out = {}, {}
    for name, peer in peers.items():
        try:
            prepared = peer.prepare(cell, arrays)
        except Exception as problem:  # noqa: BLE001, the others are still measured
            left_out[name] = one_line(problem)
        else:
            if prepared:
                ready[name] = prepared
    if not ready:
        return {}, left_out
    own = ogive.prepare(cell, arrays)
    ours = own.array(own.call())
    contenders = {"ogive": timer(own)}
    for name, prepared in ready.items():
        try:
            with prepared.within():
                difference = unlike(cell, ours, prepared.array(prepared.call()))
        except Exception as problem:  # noqa: BLE001, likewise
            difference = one_line(problem)
        if difference:
            left_out[name] = difference
        else:
            contenders[name] = timer(prepared)
    own = ready = ours = None
    times = {name: [] for name in contenders}
    if len(contenders) > 1:
        begin = time.monotonic()
        # The first round warms up, and does not count.
        for number in range(request["rounds"] + 1):
            for name, timed in contenders.items():
                settle()
                times[name].append(turn(timed, request["seconds"], request["threads"]))
            if number >= LEAST_ROUNDS and time.monotonic() - begin > request["limit"]:
                break
    return {name: statistics.median(turns[1:]) for name, turns in times.items() if turns}, left_out


def settle(longest=0.2):
    """Waits for this process's threads to lie down.

    Threads that have just worked turn round for a while in case there is more to do: PyTorch's for 7 ms,
    ONNX Runtime's for longer. They would take the next contender's processors.

    It has to be quiet for several ticks of the system's clock, by which some systems count the time of a thread that is
    running: within 2 ms ONNX Runtime's seemed to be at rest, and took one of two processors for the whole of ogive's turn.
    """
    end = time.perf_counter() + longest
    while time.perf_counter() < end:
        begin = time.process_time()
        time.sleep(0.025)
        if time.process_time() - begin < 0.0025:
            return


#: For how long calls by several threads do not count. Threads that wake up after a rest are left on one processor by some
#: systems, for up to 50 ms: all of ogive's turn, which was as long as with one thread then, while those whose threads never
#: lie down between two calls are spread in the first of them.
SPREAD = 0.1


def turn(timed, seconds, threads):
    """The time of one call, from as many as take so many seconds.

    The first call of a turn finds the caches full of another contender's arrays. It counts only if it
    takes as long as the turn is to be, and there is one thread.
    """
    if threads > 1:
        timed(SPREAD)
        return timed(seconds)
    first = timed(0)
    return first if first >= seconds else timed(seconds)


#: How many calls in place follow on their own results: most functions draw numbers towards 0, and after some
#: hundred calls they would be subnormal, which takes many times as long.
IN_A_ROW = 8


def timer_in_place(prepared):
    """As :func:`timer`, for a call that changes what it works on, which is put back outside of the time."""
    call, restart = prepared.call, prepared.restart

    def timed(seconds):
        with prepared.within():
            spent, calls, in_a_row = 0.0, 0, 1
            while calls == 0 or spent < seconds:
                restart()
                begin = time.perf_counter()
                for _ in repeat(None, in_a_row):
                    call()
                spent += time.perf_counter() - begin
                calls += in_a_row
                in_a_row = IN_A_ROW if spent / calls * IN_A_ROW < seconds else 1
            return spent / calls

    return timed


def timer(prepared):
    """A function that calls for so many seconds, once at least, and gives the time of one call."""
    if prepared.restart:
        return timer_in_place(prepared)
    call = prepared.call

    def timed(seconds):
        with prepared.within():
            begin = now = time.perf_counter()
            end = begin + seconds
            calls = 0
            # The clock is read a dozen times or so in a turn, not after each call.
            batch = 1
            while True:
                for _ in repeat(None, batch):
                    call()
                calls += batch
                now = time.perf_counter()
                if now >= end:
                    return (now - begin) / calls
                batch = max(1, int(calls * min(seconds / 10, end - now) / (now - begin)))

    return timed


def unlike(cell, ours, theirs):
    """What is wrong with a peer's result, None if nothing is."""
    if theirs.shape != ours.shape or theirs.dtype != ours.dtype:
        return f"it made {theirs.dtype}{list(theirs.shape)}, not {ours.dtype}{list(ours.shape)}"
    tolerance = PEER_IS_OFF.get((cell.function, cell.part, cell.dtype), TOLERANCE[cell.dtype])
    wide = np.float64 if cell.dtype == "f64" else np.float32
    ours, theirs = ours.reshape(-1), theirs.reshape(-1)
    largest = apart = magnitude = difference = 0.0
    for first in range(0, ours.size, 1 << 18):
        a = ours[first : first + (1 << 18)].astype(wide)
        b = theirs[first : first + (1 << 18)].astype(wide)
        gaps = np.abs(a - b)
        if not np.isfinite(gaps).all():
            return "its result is not finite where ogive's is, or the other way round"
        largest = max(largest, float(np.abs(a).max()))
        apart = max(apart, float(gaps.max()))
        magnitude += float(np.abs(a).sum(dtype=np.float64))
        difference += float(gaps.sum(dtype=np.float64))
    if apart > tolerance * largest or difference > tolerance * magnitude:
        return (
            f"its result is off by up to {apart:.2g} where the largest is {largest:.2g}, "
            f"by {difference / (magnitude or 1):.2g} of the sum"
        )
    return None


def one_line(problem):
    return " ".join(f"{type(problem).__name__}: {problem}".split())[:200]


if __name__ == "__main__":
    main()
