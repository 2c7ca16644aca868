"""Threads and processes: the same answers from any of them, and a fork at any moment."""

from __future__ import annotations

import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import pytest
from support import ARTICLE, DOCUMENTS, python

import polynorm

SOURCES = [path.read_bytes() for path in DOCUMENTS] * 4


def test_threads_say_the_same(pipeline: polynorm.Pipeline) -> None:
    expected = [pipeline.normalize(source).to_dict() for source in SOURCES]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda source: pipeline.normalize(source).to_dict(), SOURCES)) == expected


def test_the_first_call_may_come_from_many_threads() -> None:
    # Tables are built by whoever comes first.
    program = """
        import sys, threading
        from pathlib import Path
        import polynorm
        sources, found, gate = [Path(p).read_bytes() for p in sys.argv[1:]], {}, threading.Barrier(8)
        def work(number):
            gate.wait()
            found[number] = [polynorm.normalize(source).to_dict() for source in sources]
        threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
        for thread in threads: thread.start()
        for thread in threads: thread.join()
        assert len(found) == 8 and all(one == found[0] for one in found.values())
        print(threading.active_count())
    """
    assert python(program, *map(str, DOCUMENTS)) == "1\n"


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_processes_say_the_same(method: str, pipeline: polynorm.Pipeline) -> None:
    context = multiprocessing.get_context(method)
    with ProcessPoolExecutor(2, context) as pool:
        bodies = list(pool.map(_body, [(pipeline, source) for source in SOURCES[:8]], timeout=120))
    assert bodies == [pipeline.normalize(source).body for source in SOURCES[:8]]


def _body(job: tuple[polynorm.Pipeline, bytes]) -> str | None:
    return job[0].normalize(job[1]).body


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_a_call_starts_no_threads() -> None:
    program = """
        import os, polynorm
        before = len(os.listdir("/proc/self/task"))
        pipeline = polynorm.Pipeline()
        # Large enough for the work to be shared, where there are threads to share it.
        pipeline.normalize("A line of the text, long enough to be read.\\n\\n" * 20_000)
        polynorm.repair("caf\\u00c3\\u00a9"); polynorm.romanize("\\u0413"); polynorm.names.compare("a", "b")
        print(len(os.listdir("/proc/self/task")) - before)
    """
    assert python(program) == "0\n"


# Each process forks once, at another moment of the building of tables by a thread, which takes about 200 ms.
FORK = """
    import os, sys, threading, time, warnings
    import polynorm
    warnings.simplefilter("ignore")
    delay, text = float(sys.argv[1]), sys.argv[2]
    started, stop = threading.Event(), threading.Event()
    def work():
        started.set()
        while not stop.is_set():
            polynorm.normalize(text)
    threads = [threading.Thread(target=work, daemon=True) for _ in range(2)]
    for thread in threads: thread.start()
    started.wait()
    time.sleep(delay)
    child = os.fork()
    if child == 0:
        os._exit(42 if polynorm.normalize(text)[0].role == "title" else 1)
    end = time.monotonic() + 60
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done: break
        time.sleep(0.005)
    else:
        os.kill(child, 9); os.waitpid(child, 0)
        sys.exit("the child hangs")
    # The parent works on.
    polynorm.normalize(text)
    stop.set()
    for thread in threads: thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    print(os.waitstatus_to_exitcode(status))
"""


@pytest.mark.skipif(not hasattr(__import__("os"), "fork"), reason="no fork here")
@pytest.mark.parametrize("delay", [0.0, 0.002, 0.01, 0.03, 0.06, 0.1, 0.15, 0.2, 0.3])
def test_a_fork_while_tables_are_built(delay: float) -> None:
    assert python(FORK, str(delay), ARTICLE) == "42\n"


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="no fork here")
def test_forks_while_threads_work() -> None:
    program = """
        import multiprocessing, sys, threading, warnings
        import polynorm, pyarrow as pa
        warnings.simplefilter("ignore")
        text, stop = sys.argv[1], threading.Event()
        pipeline = polynorm.Pipeline()
        table = pa.table({"text": [text] * 20})
        def documents():
            while not stop.is_set(): pipeline.normalize(text)
        def batches():
            while not stop.is_set(): pa.table(pipeline.normalize_batch(table))
        def work(queue): queue.put(polynorm.Pipeline(form="nfd").normalize(text).language)
        threads = [threading.Thread(target=of) for of in (documents, documents, batches)]
        for thread in threads: thread.start()
        context = multiprocessing.get_context("fork")
        for _ in range(40):
            queue = context.SimpleQueue()
            child = context.Process(target=work, args=(queue,))
            child.start()
            child.join(60)
            if child.exitcode != 0:
                child.kill()
                stop.set()
                sys.exit(f"the child ended with {child.exitcode}")
            assert queue.get() == "eng"
        stop.set()
        for thread in threads: thread.join(60)
        print("well")
    """
    assert python(program, ARTICLE, timeout=300) == "well\n"
