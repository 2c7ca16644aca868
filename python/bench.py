"""What Python costs beside the work: a call on a tiny document, a batch, and a process that begins.

    python python/bench.py

It verifies its answers before it times them. The work itself is measured in Rust, in one call that does it many times.
"""

from __future__ import annotations

import gc
import pickle
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

# Beside this file are the sources of the package, which lack what is built.
sys.path = [path for path in sys.path if Path(path).resolve() != Path(__file__).resolve().parent]

import polynorm
from polynorm import _polynorm

TINY = b"The owner said."
BODY = "The owner said."
# Microseconds of Python per document, and seconds until a worker is ready, that are allowed.
OVERHEAD, READY = 20.0, 1.0
TIMES, ROUNDS = 2000, 25

WORKER = """
import sys, time
start = time.perf_counter()
import pickle
pipeline = pickle.loads(bytes.fromhex(sys.argv[1]))
loaded = time.perf_counter()
assert pipeline.normalize("Moammar Gadhafi spoke on Monday.").body == "Muammar Gaddafi spoke on Monday."
print(loaded - start, time.perf_counter() - start)
"""


def timed(call: Callable[[], object]) -> float:
    """Microseconds of processor time."""
    start = time.process_time()
    call()
    return (time.process_time() - start) * 1e6


def many(call: Callable[[], object]) -> Callable[[], object]:
    """The call as often as it is timed."""

    def called() -> None:
        for _ in range(TIMES):
            call()

    return called


def main() -> int:
    pipeline = polynorm.Pipeline()
    document = pipeline.normalize(TINY)
    assert document.body == BODY and document[0].source == (0, len(TINY)) and document.language == "eng"
    assert polynorm.Pipeline().normalize(TINY).to_dict() == document.to_dict()

    gc.disable()
    calls: list[Callable[[], object]] = [
        lambda: _polynorm._repeat(pipeline, TINY, TIMES),
        many(lambda: pipeline.normalize(TINY)),
        many(lambda: [(p.text, p.role, p.language) for p in pipeline.normalize(TINY)]),
        many(lambda: pipeline.normalize(TINY).to_dict()),
    ]
    # In turn, so that whatever else the machine does is done to all of them.
    rounds = [[timed(call) / TIMES for call in calls] for _ in range(ROUNDS)]
    rust, whole, read, record = (statistics.median(found) for found in zip(*rounds, strict=True))
    gc.enable()
    print(f"a document of {len(TINY)} bytes, microseconds of a processor:")
    print(f"  in Rust alone                         {rust:8.2f}")
    print(f"  pipeline.normalize                    {whole:8.2f}  overhead {whole - rust:6.2f}")
    print(f"  ... and text, role, language read     {read:8.2f}  overhead {read - rust:6.2f}")
    print(f"  ... or to_dict                        {record:8.2f}  overhead {record - rust:6.2f}")

    pickled = pickle.dumps(pipeline)
    # Not beside the sources, which would be imported in the place of what is installed.
    command, folder = [sys.executable, "-c", WORKER, pickled.hex()], Path(__file__).parent / "tests"
    starts, loads, firsts = [], [], []
    for _ in range(5):
        start = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder)
        starts.append(time.perf_counter() - start)
        loaded, first = map(float, done.stdout.split())
        loads.append(loaded)
        firsts.append(first)
    print(f"a worker, seconds (a pipeline is {len(pickled)} bytes):")
    print(f"  import and unpickle                   {min(loads):8.3f}")
    print(f"  ... and the first document            {min(firsts):8.3f}")
    print(f"  the process from start to end         {min(starts):8.3f}")

    well = whole - rust < OVERHEAD and record - rust < OVERHEAD and min(firsts) < READY
    print("well" if well else f"more than {OVERHEAD} microseconds or {READY} s")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
