#!/usr/bin/env python3
"""ogive beside the Python libraries that apply activation functions: the time of a call, in turns.

Every contender gets the same arrays, and its result is compared with ogive's before it is timed. Then
they take turns, a moment each, and the medians of the rounds are compared: whatever else the machine
does meets them all. bench/README.md says what is measured, and how.

Without a choice, the usual cells are measured and written to bench/python.json; with --full, all of
the grid, which takes hours. The other options choose among those.
"""

import argparse
import datetime
import json
import os
import platform
import signal
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path

from contenders import PEERS
from contenders.cell import INTO, TYPES, size
from contenders.grid import plan

BENCH = Path(__file__).resolve().parent
RECORD = BENCH / "python.json"
CHOICES = ("functions", "dtypes", "sizes", "threads", "into", "peers")


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--full", action="store_true", help="all of the grid, not the usual cells")
    parser.add_argument(
        "--functions", nargs="+", metavar="F", help="gelu, softmax, 'softmax(1)', …"
    )
    parser.add_argument("--dtypes", nargs="+", choices=TYPES)
    parser.add_argument("--sizes", nargs="+", metavar="N", help="2^18, 4096x1000, …")
    parser.add_argument("--threads", nargs="+", type=int, metavar="T")
    parser.add_argument("--into", nargs="+", choices=INTO, help="which array has the result")
    parser.add_argument("--peers", nargs="+", choices=PEERS)
    parser.add_argument("--seconds", type=float, default=0.02, help="how long a turn is (0.02)")
    parser.add_argument("--rounds", type=int, default=7, help="turns of each that count (7)")
    parser.add_argument("--limit", type=float, default=2.5, metavar="S",
                        help="no more rounds of a cell after so many seconds, but 3 at least (2.5)")  # fmt: skip
    parser.add_argument("--output", type=Path, metavar="PATH",
                        help="where the run is written; bench/python.json if nothing is chosen")  # fmt: skip
    parser.add_argument("--list", action="store_true", help="print the cells, and measure nothing")
    given = parser.parse_args()
    if given.rounds < 1 or given.seconds <= 0:
        parser.error("--rounds and --seconds are above 0")
    return given


def chosen(given):
    """The cells, each with the peers that it is for."""
    grid, beside = plan(given.full)
    peers = given.peers or PEERS
    cells = [(cell, peers) for cell in grid]
    cells += [(cell, [peer for peer in peers if peer == "torch"]) for cell in beside]
    choice = {
        "functions": lambda cell: (cell.function, cell.name),
        "dtypes": lambda cell: (cell.dtype,),
        "sizes": lambda cell: (size(cell.shape), "x".join(map(str, cell.shape))),
        "threads": lambda cell: (cell.threads,),
        "into": lambda cell: (cell.into,),
    }
    for option, names in choice.items():
        if wanted := getattr(given, option):
            known = {name for cell, _ in cells for name in names(cell)}
            if unknown := [str(name) for name in wanted if name not in known]:
                where = "the grid" if given.full else "the usual cells; --full has more"
                sys.exit(f"--{option} {' '.join(unknown)}: not among {where}")
            cells = [pair for pair in cells if set(names(pair[0])) & set(wanted)]
    cells = [(cell, only) for cell, only in cells if only]
    processors = (
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    )
    if any(cell.threads > processors for cell, _ in cells):
        say(f"cells of more than {processors} threads are left out: there are no more processors")
        cells = [(cell, only) for cell, only in cells if cell.threads <= processors]
    if not cells:
        sys.exit("nothing is left to measure" + ("" if given.full else "; --full has more cells"))
    return cells


class Run:
    """What has been measured so far."""

    def __init__(self, count):
        self.count, self.done, self.begin = count, 0, time.monotonic()
        self.cells, self.left_out = [], []
        self.versions, self.absent = {"python": platform.python_version()}, {}

    def packages(self, versions, absent):
        self.versions |= versions
        for name, reason in absent.items():
            if name not in self.absent:
                say(f"without {name}: {reason}")
        self.absent |= absent

    def add(self, cell, seconds, left_out):
        self.done += 1
        for name, reason in left_out.items():
            self.left_out.append(f"{cell}: without {name}: {reason}")
            say(self.left_out[-1])
        if len(seconds) < 2:
            return
        self.cells.append(asdict(cell) | {"seconds": seconds})
        best = min((name for name in seconds if name != "ogive"), key=seconds.get)
        times = ", ".join(f"{name} {spent * 1e6:.5g}" for name, spent in seconds.items())
        left = (time.monotonic() - self.begin) / self.done * (self.count - self.done) / 60
        ratio = seconds["ogive"] / seconds[best]
        say(f"[{self.done}/{self.count}, {left:.0f} min] {cell}: {times} µs; {ratio:.2f} of {best}")

    def write(self, path):
        document = {"machine": machine(self.versions), "cells": self.cells}
        # A cell a line, so that a difference between two runs can be read.
        lines = ",\n".join(f"  {json.dumps(cell)}" for cell in document["cells"])
        head = json.dumps(document["machine"], ensure_ascii=False)
        path.write_text(f'{{\n "machine": {head},\n "cells": [\n{lines}\n ]\n}}\n')
        say(f"{len(self.cells)} cells are in {path}")


def work(run, cells, threads, given):
    """Has the cells of one number of threads measured, by a process of their own."""
    request = {
        "threads": threads,
        "peers": list(given.peers or PEERS),
        "seconds": given.seconds,
        "rounds": given.rounds,
        "limit": given.limit,
        "cells": [asdict(cell) | {"only": list(only)} for cell, only in cells],
    }
    pipe = subprocess.PIPE
    command = [sys.executable, "-m", "contenders.worker"]
    # In a session of its own, so that an interruption from the keyboard comes here alone.
    worker = subprocess.Popen(
        command, cwd=BENCH, stdin=pipe, stdout=pipe, text=True, start_new_session=True
    )
    try:
        json.dump(request, worker.stdin)
        worker.stdin.close()
        if not (line := worker.stdout.readline()):
            return False
        run.packages(**json.loads(line))
        for cell, _ in cells:
            if not (line := worker.stdout.readline()):
                say(f"{cell}: the measuring ended here")
                return False
            run.add(cell, **json.loads(line))
        return worker.wait() == 0
    finally:
        if worker.poll() is None:
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()


def processor():
    """What /proc/cpuinfo says, and the instruction set that ogive takes."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    fields = {key.strip(): value for key, _, value in (line.partition(": ") for line in lines)}
    name = fields.get("model name", platform.machine())
    if "cpu family" in fields:
        name += f" (family {fields['cpu family']})"
    flags = fields.get("flags", "").split()
    widest = {"avx512f": "avx512", "avx2": "avx2"}
    isa = next((isa for flag, isa in widest.items() if flag in flags), None)
    isa = (
        os.environ.get("OGIVE_ISA")
        or isa
        or ("neon" if platform.machine() == "aarch64" else "scalar")
    )
    return {"processor": name, "isa": isa, "cores": os.cpu_count()}


def machine(versions):
    return {"date": datetime.date.today().isoformat(), **processor(), "versions": versions}


def say(text):
    print(text, file=sys.stderr, flush=True)


def main():
    given = arguments()
    cells = chosen(given)
    if given.list:
        print("\n".join(str(cell) for cell, _ in cells))
        return
    whole = not any(getattr(given, option) for option in CHOICES)
    path = given.output or (RECORD if whole else None)
    run = Run(len(cells))
    finished = True
    try:
        for threads in sorted({cell.threads for cell, _ in cells}):
            some = [pair for pair in cells if pair[0].threads == threads]
            finished = work(run, some, threads, given) and finished
    except KeyboardInterrupt:
        finished = False
    if run.left_out:
        say(f"\nleft out of cells, {len(run.left_out)} times:")
        say("\n".join(run.left_out))
    if path and run.cells:
        # A run that has not come to its end does not take the place of one that has.
        run.write(path if finished else path.with_suffix(".partial.json"))
    if not finished:
        sys.exit("the run has not come to its end")


if __name__ == "__main__":
    main()
