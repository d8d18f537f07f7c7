"""What a call costs beside its arithmetic: functions of 16 numbers, in ogive and others, by turns.

    python bench/call_overhead.py [--rounds 60] [--json]

Needs ogive installed (`pip install ./python`) and NumPy; SciPy, PyTorch and JAX take part where they are.
"""

import argparse
import importlib.metadata
import json
import statistics
import time

import numpy as np

import ogive

ELEMENTS = 16
CALLS = 2_000


def contenders():
    """A call each, by what it is called."""
    x = np.linspace(-3, 3, ELEMENTS, dtype="float32")
    out = np.empty_like(x)
    calls = {
        "numpy.tanh": lambda: np.tanh(x),
        "numpy.tanh, out": lambda: np.tanh(x, out=out),
        "ogive.tanh": lambda: ogive.tanh(x),
        "ogive.tanh, out": lambda: ogive.tanh(x, out=out),
        "ogive.relu": lambda: ogive.relu(x),
        "ogive.leaky_relu": lambda: ogive.leaky_relu(x, 0.2),
        "ogive.softmax": lambda: ogive.softmax(x),
        "ogive.grad.tanh": lambda: ogive.grad.tanh(x, x),
    }
    try:
        from scipy.special import expit, softmax

        calls["scipy.special.expit"] = lambda: expit(x)
        calls["scipy.special.softmax"] = lambda: softmax(x)
    except ImportError:
        print("SKIPPED: SciPy is not installed")
    try:
        import torch

        tensor = torch.from_numpy(x)
        calls["torch.tanh"] = lambda: torch.tanh(tensor)
        calls["torch.softmax"] = lambda: torch.softmax(tensor, -1)
    except ImportError:
        print("SKIPPED: PyTorch is not installed")
    try:
        import jax

        array, tanh = jax.numpy.asarray(x), jax.jit(jax.numpy.tanh)
        calls["jax.numpy.tanh, jit"] = lambda: tanh(array).block_until_ready()
    except ImportError:
        print("SKIPPED: JAX is not installed")
    return calls


def measure(calls, rounds):
    """The median time of a call, in nanoseconds. In each round everyone has a turn."""
    times = {name: [] for name in calls}
    names = list(calls)
    for turn in range(rounds):
        shift = turn % len(names)
        for name in names[shift:] + names[:shift]:
            call = calls[name]
            call()
            start = time.perf_counter_ns()
            for _ in range(CALLS):
                call()
            times[name].append((time.perf_counter_ns() - start) / CALLS)
    return {name: statistics.median(one) for name, one in times.items()}


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rounds", type=int, default=60)
    options.add_argument("--json", action="store_true")
    options = options.parse_args()
    found = measure(contenders(), options.rounds)
    if options.json:
        names = ("ogive", "numpy", "scipy", "torch", "jax")
        versions = {}
        for name in names:
            try:
                versions[name] = importlib.metadata.version(name)
            except importlib.metadata.PackageNotFoundError:
                versions[name] = None
        print(json.dumps({"elements": ELEMENTS, "nanoseconds": found, "versions": versions}, indent=2))
        return
    base = found["numpy.tanh"]
    print(f"float32, {ELEMENTS} elements, medians of {options.rounds} rounds of {CALLS} calls")
    for name, one in found.items():
        print(f"{name:24} {one:7.0f} ns   {one - base:+7.0f} ns to numpy.tanh")


if __name__ == "__main__":
    main()
