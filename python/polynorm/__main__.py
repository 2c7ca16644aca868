"""The command: `python -m polynorm`, and the script `polynorm`."""

from __future__ import annotations

import signal
import sys

from ._polynorm import _run


def main() -> int:
    """Runs the command with the arguments of the process; gives the exit code.

    >>> import subprocess, sys
    >>> command = [sys.executable, "-m", "polynorm", "romanize"]
    >>> subprocess.run(command, input="Никола Тесла".encode(), stdout=subprocess.PIPE).stdout
    b'Nikola Tesla'
    """
    # The command handles it by itself; Python's handler would make a traceback of it.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return _run(["polynorm", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
