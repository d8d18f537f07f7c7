"""Softmax of rows whose classes are split over two processes of torch.distributed."""

import multiprocessing

import numpy as np
import pytest

import ogive
from ogive import sharded

torch = pytest.importorskip("torch")

ROWS, CLASSES = 12, 1000


def scores():
    return np.random.default_rng(5).normal(0, 4, (ROWS, CLASSES)).astype("float32")


def _rank(rank, file, results):
    import torch.distributed as dist

    dist.init_process_group("gloo", init_method=f"file://{file}", rank=rank, world_size=2)
    shard = np.ascontiguousarray(np.array_split(scores(), 2, axis=1)[rank])
    state = torch.from_numpy(sharded.partial(shard))
    states = [torch.empty_like(state) for _ in range(2)]
    dist.all_gather(states, state)
    merged = sharded.merge(*(state.numpy() for state in states))
    results.put((rank, sharded.softmax(shard, merged)))
    dist.barrier()
    dist.destroy_process_group()


def test_two_ranks(tmp_path):
    if not torch.distributed.is_available():
        pytest.skip("this PyTorch has no torch.distributed")
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    ranks = [context.Process(target=_rank, args=(rank, tmp_path / "meet", results)) for rank in range(2)]
    for rank in ranks:
        rank.start()
    found = dict(results.get(timeout=120) for _ in ranks)
    for rank in ranks:
        rank.join(60)
        assert rank.exitcode == 0
    whole = np.concatenate([found[0], found[1]], axis=1)
    x = scores()
    states = sharded.merge(*(sharded.partial(shard) for shard in np.array_split(x, 2, axis=1)))
    assert np.array_equal(whole, sharded.softmax(x, states))
    assert np.allclose(whole, ogive.softmax(x, axis=1), rtol=2e-7, atol=0)
