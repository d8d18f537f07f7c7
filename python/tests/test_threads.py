"""Threads, processes, and what the environment says of them. Each test has a process of its own."""

import os
import subprocess
import sys
import sysconfig
import textwrap

import pytest


def run(program, **environment):
    """Runs a program, and gives what it prints. A deadlock ends after a minute."""
    unset = {"OGIVE_NUM_THREADS", "RAYON_NUM_THREADS"}
    surroundings = {key: value for key, value in os.environ.items() if key not in unset} | environment
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        env=surroundings,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_the_number_of_threads_comes_from_the_environment():
    program = "import ogive; print(ogive.get_num_threads())"
    assert run(program, OGIVE_NUM_THREADS="3", RAYON_NUM_THREADS="5") == ["3"]
    assert run(program, RAYON_NUM_THREADS="5") == ["5"]
    assert run(program, OGIVE_NUM_THREADS="0", RAYON_NUM_THREADS="") == run(program)
    set_it = "import ogive; ogive.set_num_threads(4); print(ogive.get_num_threads())"
    assert run(set_it, OGIVE_NUM_THREADS="3") == ["4"]


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="processes cannot be bound to a processor here")
def test_only_processors_that_may_be_used_are_counted():
    one = min(os.sched_getaffinity(0))
    program = f"import os; os.sched_setaffinity(0, [{one}]); import ogive; print(ogive.get_num_threads())"
    assert run(program) == ["1"]


@pytest.mark.skipif(sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2, reason="threads are bound on Linux, to one of several processors")
def test_each_thread_has_a_processor_if_there_are_as_many():
    program = """
        import os, numpy, ogive

        allowed = os.sched_getaffinity(0)
        count = len(allowed) + {more}
        ogive.set_num_threads(count)
        ogive.sigmoid(numpy.ones(1 << 20))
        threads = {{}}
        for thread in os.listdir("/proc/self/task"):
            name = open(f"/proc/self/task/{{thread}}/comm").read().strip()
            if name.startswith("ogive-"):
                threads[int(name[6:])] = os.sched_getaffinity(int(thread))
        own = [threads[i] for i in range(count)]
        print(set.union(*own) == allowed == os.sched_getaffinity(0), {{len(of_one) for of_one in own}})
    """
    assert run(program.format(more=0)) == ["True", "{1}"]
    everywhere = len(os.sched_getaffinity(0))
    assert run(program.format(more=1)) == ["True", f"{{{everywhere}}}"]


def test_numbers_of_threads_that_are_refused():
    import ogive

    for count in (0, -1, 10**6):
        with pytest.raises(ValueError, match="expected a number"):
            ogive.set_num_threads(count)
    with pytest.raises(TypeError):
        ogive.set_num_threads("two")
    program = """
        import numpy, ogive
        ogive.relu(numpy.ones(9))  # too little to ask
        try:
            ogive.sigmoid(numpy.ones(1 << 20))
        except ValueError as error:
            print(error)
    """
    assert run(program, OGIVE_NUM_THREADS="many")[:1] == ["OGIVE_NUM_THREADS=many;"]


def test_an_instruction_set_that_is_not_there():
    program = """
        import numpy, ogive
        try:
            ogive.relu(numpy.ones(9))
        except ValueError as error:
            print(error)
    """
    assert "`mmx`" in run(program, OGIVE_ISA="mmx")


@pytest.mark.skipif(sys.platform not in ("linux", "darwin"), reason="no memory is kept here")
def test_memory_that_is_kept_is_not_cleared_again():
    # In fresh memory the system has to give each page, which it counts.
    program = """
        import resource
        import numpy as np
        import ogive

        def faults(call):
            before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
            call()
            return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

        x = np.ones((4096, 2048))
        for call in (lambda: ogive.relu(x), lambda: ogive.softmax(x)):
            first, second = faults(call), faults(call)
            print(second <= first / 4)
            x = x[:3000]  # another size, so that the next function begins with fresh memory
    """
    assert run(program) == ["True", "True"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes do not fork here")
def test_memory_that_is_kept_belongs_to_each_process():
    program = """
        import os
        import numpy as np
        import ogive

        x = np.random.default_rng(1).normal(size=1 << 20)
        ogive.tanh(x)  # leaves its memory
        child = os.fork()
        mine = ogive.tanh(x if child else -x)
        again = ogive.tanh(x if child else -x)
        same = (mine == again).all() and (mine == np.concatenate([ogive.tanh(part) for part in np.split(x if child else -x, 1024)])).all()
        if not child:
            os._exit(0 if same else 1)
        print(same, os.waitpid(child, 0)[1])
    """
    assert run(program) == ["True", "0"]


def test_results_on_many_threads_of_the_caller():
    program = """
        from concurrent.futures import ThreadPoolExecutor
        import numpy as np
        import ogive

        def right(seed):
            x = np.random.default_rng(seed).normal(size=(1 << 20) + 64 * (seed % 3))
            expected = np.concatenate([ogive.silu(part) for part in np.split(x, 64)])
            return all((ogive.silu(x) == expected).all() for _ in range(4))

        with ThreadPoolExecutor(4) as pool:
            print(all(pool.map(right, range(12))))
    """
    assert run(program) == ["True"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes do not fork here")
def test_a_pool_of_forked_processes_after_a_call_on_threads():
    program = """
        import multiprocessing, numpy, ogive

        def work(seed):
            x = numpy.full(1 << 20, seed, "float32")
            assert ogive.get_num_threads() == 2
            return float(ogive.sigmoid(x).sum(dtype="float64"))

        ogive.set_num_threads(2)
        here = [work(seed) for seed in range(4)]
        with multiprocessing.get_context("fork").Pool(2) as pool:
            for _ in range(3):
                assert pool.map(work, range(4)) == here
        # The parent's threads are as they were, and a child of a child has its own.
        assert work(0) == here[0]

        def grandchild():
            inner = multiprocessing.get_context("fork").Process(target=work, args=(1,))
            inner.start()
            inner.join()
            assert inner.exitcode == 0

        outer = multiprocessing.get_context("fork").Process(target=grandchild)
        outer.start()
        outer.join()
        assert outer.exitcode == 0
        print("done")
    """
    assert run(program) == ["done"]


def test_threads_of_python_call_at_the_same_time():
    program = """
        import threading, numpy, ogive

        x = numpy.random.default_rng(1).normal(size=1 << 19).astype("float32")
        right = ogive.gelu(x).tobytes()
        wrong = []

        def work(number):
            for step in range(20):
                if number == 0:
                    ogive.set_num_threads(1 + step % 3)
                if ogive.gelu(x).tobytes() != right:
                    wrong.append(number)
                slope = 0.01 * (number + 1)
                if ogive.leaky_relu(-1.0, slope) != -slope:
                    wrong.append(number)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        print(len(wrong))
    """
    assert run(program) == ["0"]


def test_other_threads_go_on_meanwhile():
    program = """
        import sys, threading, numpy, ogive

        ogive.set_num_threads(1)
        # No one is made to hand over the interpreter: whoever goes on is let.
        sys.setswitchinterval(1000)
        x, order, start = numpy.ones(1 << 24), [], threading.Lock()
        start.acquire()
        other = threading.Thread(target=lambda: (start.acquire(), order.append("other")))
        other.start()
        start.release()
        ogive.mish(x)
        order.append("call")
        other.join()
        print(*order)
    """
    assert run(program) == ["other", "call"]


def test_this_interpreter_stays_free_of_its_lock():
    if not sysconfig.get_config_var("Py_GIL_DISABLED"):
        pytest.skip("this interpreter has a lock")
    assert run("import sys, ogive, numpy; print(sys._is_gil_enabled())") == ["False"]
