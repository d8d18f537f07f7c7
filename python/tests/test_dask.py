"""Functions over Dask's arrays: the bits of one process, whatever the chunks and the workers."""

import os
import signal
import time

import numpy as np
import pytest

import ogive

da = pytest.importorskip("dask.array")
from ogive import dask as adapter  # noqa: E402


def numbers(shape, dtype="float32"):
    return np.random.default_rng(1).normal(0, 3, shape).astype(dtype)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
@pytest.mark.parametrize("chunks", [(7, 5), (50, 40), (1, 40)])
def test_the_bits_are_those_of_numpy(dtype, chunks):
    x = numbers((50, 40), dtype)
    lazy = da.from_array(x, chunks=chunks)
    for text in ("gelu", "leaky_relu(0.04)", "softmax(axis=1)", "softmax(axis=0)", "logsumexp(axis=1)", "glu(axis=1)"):
        function = ogive.parse(text)
        for asked in (text, function):
            got = adapter.apply(asked, lazy)
            expected = function.forward(x)
            assert got.shape == expected.shape and got.dtype == expected.dtype
            assert np.array_equal(got.compute(scheduler="threads"), expected), text
    g = numbers((50, 40), dtype)[::-1]
    for text in ("gelu", "softmax(axis=1)"):
        got = adapter.grad(text, lazy, g)
        assert np.array_equal(got.compute(scheduler="threads"), ogive.parse(text).backward(x, g)), text


@pytest.mark.parametrize("axis", [0, 1, -1])
def test_an_axis_of_several_chunks(axis):
    x = numbers((60, 70))
    for chunks in ((60, 70), (13, 70), (13, 11)):
        lazy = da.from_array(x, chunks=chunks)
        for ours, whole in ((adapter.softmax, ogive.softmax), (adapter.log_softmax, ogive.log_softmax)):
            got = ours(lazy, axis).compute(scheduler="threads")
            assert got.dtype == x.dtype
            assert np.allclose(got, whole(x, axis=axis), rtol=2e-7, atol=2e-7)
            assert np.array_equal(got, ours(lazy, axis).compute(scheduler="synchronous"))
    with pytest.raises(np.exceptions.AxisError):
        adapter.softmax(x, 2)


def test_by_the_means_of_dask_alone():
    x = numbers((50, 40))
    lazy = da.from_array(x, chunks=(20, 15))
    assert np.array_equal(lazy.map_blocks(ogive.gelu, dtype=x.dtype), ogive.gelu(x))
    rows = da.apply_gufunc(ogive.softmax, "(c)->(c)", lazy, output_dtypes=x.dtype, allow_rechunk=True)
    assert np.array_equal(rows, ogive.softmax(x, axis=-1))


def _slowly(x):
    time.sleep(0.3)
    return x


def test_a_worker_that_is_killed_loses_nothing():
    distributed = pytest.importorskip("distributed")
    x = numbers((1200, 500))
    cluster = distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None)
    with cluster, distributed.Client(cluster) as client:
        assert client.submit(adapter._forward, np.ones(3), "relu").result().sum() == 3
        lazy = da.from_array(x, chunks=(100, 125)).map_blocks(_slowly, dtype=x.dtype)
        asked = client.compute([adapter.apply("gelu", lazy), adapter.softmax(lazy, 1)])
        time.sleep(1.5)
        workers = client.scheduler_info()["workers"]
        victim = client.run(os.getpid, workers=[next(iter(workers))])
        os.kill(next(iter(victim.values())), signal.SIGKILL)
        gelu, softmax = client.gather(asked)
        assert 1 in client.run(ogive.get_num_threads).values()
    assert np.array_equal(gelu, ogive.gelu(x))
    here = adapter.softmax(da.from_array(x, chunks=(100, 125)), 1).compute(scheduler="synchronous")
    assert np.array_equal(softmax, here)
