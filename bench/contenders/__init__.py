"""ogive, and the peers that `bench/peers.py` can put beside it, a module each.

A module has

    PACKAGES            the distributions whose versions are recorded with a run
    class Peer          made once in a process, with the number of threads
        prepare(cell, arrays)   what is to be timed, a `Prepared`, or None if the peer lacks it

It is imported only if it is asked for, so that a package that isn't installed is no obstacle to the
others. A module is named as its package is; within it, `import torch` is the package.
"""

import importlib
import sys
from importlib.metadata import version
from pathlib import Path

# `produce` has the calls whose errors docs/accuracy.md has; here they are timed.
sys.path.append(str(Path(__file__).resolve().parents[2] / "docs/accuracy-peers/producers/python"))

PEERS = ("torch", "onnxruntime", "litert", "jax", "openvino", "numpy", "scipy")


class Unfit(Exception):
    """Why a peer that is installed cannot be measured here."""


def load(names, threads):
    """The peers that can be measured, the versions of their packages, and why the rest cannot."""
    peers, versions, absent = {}, {}, {}
    for name in names:
        try:
            module = importlib.import_module(f"contenders.{name}")
            peers[name] = module.Peer(threads)
        except (ImportError, Unfit) as problem:
            absent[name] = str(problem)
        else:
            versions |= {package: version(package) for package in module.PACKAGES}
    return peers, versions, absent
