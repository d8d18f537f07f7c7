#!/usr/bin/env python3
"""ogive beside PyTorch: the time of one call, measured in turns.

    bench/peers.py [--seconds S] [--rounds N] [FUNCTION ...]

Both get the same arrays; their results are compared before anything is timed. Then they take turns, a
moment each, and the medians of the rounds are compared: whatever else the machine does meets both. A call is the plain one,
which makes its result. Without names, all functions that PyTorch has are measured, and the result is
written to bench/pytorch.json and docs/speed.md.

Needs NumPy and PyTorch (a CPU build will do) in the Python that runs it, and the program built:
cargo build --release -p ogive-bench. It is no part of the tests.
"""

import argparse
import datetime
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F  # noqa: F401, what the calls are written with

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release/ogive-bench"

sys.path.insert(0, str(ROOT / "docs/accuracy-peers/producers/python"))
import produce  # the calls of the peers, one table each

# Beside the calls of produce.py, which are those of its tables of accuracy.
MORE = {
    "softmin(-1)": "F.softmin(x, dim=-1)",
    "logsumexp(-1)": "torch.logsumexp(x, dim=-1, keepdim=True)",
    "glu(-1)": "F.glu(x, dim=-1)",
    "softmax(1)": "F.softmax(x, dim=1)",
    "log_softmax(1)": "F.log_softmax(x, dim=1)",
}
OWN = {"softmax": "softmax(-1)", "log_softmax": "log_softmax(-1)", "softplus": "softplus(threshold=20)"}
CALLS = {OWN.get(name, name): call for name, call in produce.TORCH.items()} | MORE

TYPES = {"f32": np.float32, "f64": np.float64}
TOLERANCE = {"f32": 1e-4, "f64": 1e-9}
# PyTorch has 1/6 in f32 there.
PEER_IS_OFF = {("hardsigmoid", "gradient", "f64"): 1e-6}


def cells(name):
    """What is measured of a function: the shape, the threads."""
    if name.endswith("(1)"):
        return [((8, 84, 8400), 2), ((1, 21, 512, 512), 2)]
    if name.endswith("(-1)"):
        return [((256, 1000), 1), ((4096, 1000), 2)]
    return [((1 << 18,), 1), ((1 << 24,), 2)]


class Ogive:
    """The program that answers, and the answer to its one open request."""

    def __init__(self):
        pipe = subprocess.PIPE
        self.process = subprocess.Popen([PROGRAM, "serve"], stdin=pipe, stdout=pipe)

    def say(self, value, *arrays):
        self.process.stdin.write(json.dumps(value).encode() + b"\n")
        for array in arrays:
            self.process.stdin.write(array.tobytes())
        self.process.stdin.flush()

    def hear(self):
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"{PROGRAM} has ended")
        return json.loads(line)

    def open(self, name, part, dtype, threads, x, *g):
        request = {"function": name, "part": part, "dtype": dtype, "shape": x.shape, "threads": threads}
        self.say(request, x, *g)
        shape = self.hear()["shape"]
        size = int(np.prod(shape)) * np.dtype(TYPES[dtype]).itemsize
        return np.frombuffer(self.process.stdout.read(size), TYPES[dtype]).reshape(shape)

    def time(self, seconds):
        self.say(seconds)
        return self.hear()["seconds"]

    def close(self):
        self.say(None)


def timed(call, seconds):
    begin = time.perf_counter()
    calls = 0
    while True:
        call()
        calls += 1
        elapsed = time.perf_counter() - begin
        if elapsed >= seconds:
            return elapsed / calls


def measure(ogive, name, call, part, dtype, shape, threads, seconds, rounds):
    rng = np.random.default_rng(11)
    x = (rng.standard_normal(shape) * 3).astype(TYPES[dtype])
    function = eval(f"lambda x: {call}", {"torch": torch, "F": F})
    torch.set_num_threads(threads)
    leaf = torch.from_numpy(x.copy())
    if part == "value":
        with torch.no_grad():
            theirs = function(leaf).numpy()
        ours = ogive.open(name, part, dtype, threads, x)
        peer = lambda: function(leaf)
    else:
        leaf.requires_grad_()
        y = function(leaf)
        g = rng.standard_normal(y.shape).astype(TYPES[dtype])
        upstream = torch.from_numpy(g)
        peer = lambda: torch.autograd.grad(y, leaf, upstream, retain_graph=True)[0]
        theirs = peer().numpy()
        ours = ogive.open(name, part, dtype, threads, x, g)
    tolerance = PEER_IS_OFF.get((name, part, dtype), TOLERANCE[dtype])
    alike = np.allclose(ours, theirs, rtol=tolerance, atol=tolerance)
    if not alike:
        sys.exit(f"{name} {part} {dtype}: the results differ by {np.abs(ours - theirs).max()}")
    # A warm turn for each, and then those that count.
    pairs = []
    with torch.set_grad_enabled(part != "value"):
        for turn in range(rounds + 1):
            pairs.append((ogive.time(seconds), timed(peer, seconds)))
    ogive.close()
    ours, theirs = (statistics.median(times) for times in zip(*pairs[1:]))
    return {
        "function": name, "part": part, "dtype": dtype, "shape": list(shape), "threads": threads,
        "ogive": ours, "pytorch": theirs,
    }


def processor():
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    field = dict(line.split("\t: ", 1) if "\t: " in line else (line, "") for line in lines)
    field = {key.strip(): value for key, value in field.items()}
    widest = next((isa for isa in ("avx512f", "avx2") if isa in field.get("flags", "").split()), "")
    name = field.get("model name", platform.machine())
    return f"{name} (family {field.get('cpu family', '?')}), {widest}, {os.cpu_count()} cores"


def table(results, machine):
    lines = [
        "# Speed beside PyTorch",
        "",
        f"Made by `bench/peers.py` on {machine['date']}: PyTorch {machine['pytorch']}, {machine['processor']}. "
        "The time of one plain call, which makes its result, median of turns taken one after the other; beside it PyTorch's, "
        "and the ratio: below 1, ogive is the faster one. Inputs are normal numbers of deviation 3.",
        "",
    ]
    slower = [r for r in results if r["ogive"] > r["pytorch"]]
    lines += [f"ogive is the slower one in {len(slower)} of {len(results)} cells"
              + (", here with the ratio in bold." if slower else "."), ""]
    shapes = list(dict.fromkeys((tuple(r["shape"]), r["threads"]) for r in results))
    for shape, threads in shapes:
        some = [r for r in results if (tuple(r["shape"]), r["threads"]) == (shape, threads)]
        dtypes = list(dict.fromkeys(r["dtype"] for r in some))
        parts = [(d, p) for d in dtypes for p in ("value", "gradient")]
        size = " × ".join(f"{n:,}" for n in shape)
        lines += [f"## {size} elements, {threads} thread{'s' if threads > 1 else ''}", ""]
        lines.append("| function | " + " | ".join(f"{d} {p}, µs | PyTorch, µs | ratio" for d, p in parts) + " |")
        lines.append("| --- |" + " ---: |" * (3 * len(parts)))
        for name in dict.fromkeys(r["function"] for r in some):
            row = [f"`{name}`"]
            for d, p in parts:
                r = next((r for r in some if (r["function"], r["dtype"], r["part"]) == (name, d, p)), None)
                if r is None:
                    row += ["", "", ""]
                    continue
                ratio = r["ogive"] / r["pytorch"]
                text = f"{ratio:.2f}"
                row += [f"{r['ogive'] * 1e6:,.1f}", f"{r['pytorch'] * 1e6:,.1f}", f"**{text}**" if ratio > 1 else text]
            lines.append("| " + " | ".join(row) + " |")
        lines.append("")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("functions", nargs="*")
    parser.add_argument("--seconds", type=float, default=0.02, help="how long a turn is")
    parser.add_argument("--rounds", type=int, default=7, help="turns of each that count")
    arguments = parser.parse_args()
    names = arguments.functions or list(CALLS)
    unknown = [name for name in names if name not in CALLS]
    if unknown:
        sys.exit(f"PyTorch's call is not known for {', '.join(unknown)}; there are: {', '.join(CALLS)}")
    ogive = Ogive()
    results = []
    for name in names:
        for shape, threads in cells(name):
            for dtype in TYPES:
                for part in ("value", "gradient"):
                    if name.startswith("logsumexp") and part == "gradient":
                        continue  # ogive has its gradient as softmax
                    found = measure(ogive, name, CALLS[name], part, dtype, shape, threads,
                                    arguments.seconds, arguments.rounds)
                    results.append(found)
                    ratio = found["ogive"] / found["pytorch"]
                    print(f"{name} {part} {dtype} {shape} {threads}: {found['ogive'] * 1e6:.1f} µs, "
                          f"PyTorch {found['pytorch'] * 1e6:.1f} µs, ratio {ratio:.2f}", flush=True)
    if not arguments.functions:
        machine = {
            "date": datetime.date.today().isoformat(), "pytorch": version("torch"), "processor": processor(),
        }
        document = {"machine": machine, "results": results}
        (ROOT / "bench/pytorch.json").write_text(json.dumps(document, indent=1) + "\n")
        (ROOT / "docs/speed.md").write_text(table(results, machine))


if __name__ == "__main__":
    main()
