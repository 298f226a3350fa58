"""Programs that the bench starts: on a port of their own, measured and ended by their process id."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CPUCLOCK_SCHED = 2
STARTING_SECONDS = 120


class Server:
    """A running program that listens on `port`; `log` is the file for what it says."""

    def __init__(self, arguments: Sequence[str], port: int, log: Path, settings: Mapping[str, str]) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        with log.open("wb") as output:
            self._process = subprocess.Popen(  # noqa: S603 - our own programs
                [sys.executable, *arguments], cwd=ROOT, env=os.environ | settings, stdout=output, stderr=output
            )
        deadline = time.monotonic() + STARTING_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"bench: {' '.join(arguments[:4])} did not start:\n{log.read_text()[-2000:]}")
            time.sleep(0.05)

    def cpu(self) -> float:
        """Seconds of processor time that it and its children have used so far."""
        # The clock that Linux keeps for every process, to the nanosecond; /proc counts in hundredths of a second.
        return sum(time.clock_gettime(~pid << 3 | CPUCLOCK_SCHED) for pid in _family(self._process.pid))

    def forget_peak(self) -> None:
        """From now on `peak` is about what comes."""
        for pid in _family(self._process.pid):
            Path(f"/proc/{pid}/clear_refs").write_text("5")

    def peak(self) -> float:
        """The most memory, in megabytes, that one of its processes has held."""
        return max(_peak(pid) for pid in _family(self._process.pid))

    def stop(self) -> None:
        """End it, and wait for its end."""
        self._process.terminate()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


def gunicorn(application: str, port: int, settings: str = "bench/gunicorn.py") -> list[str]:
    """How Python serves an application; the settings are the console's in either file."""
    return ["-m", "gunicorn", "-c", settings, application, "-b", f"127.0.0.1:{port}"]


def run(arguments: Sequence[str], settings: Mapping[str, str]) -> None:
    """Run Python to its end; SystemExit with its last words if it fails."""
    done = subprocess.run(  # noqa: S603 - our own programs
        [sys.executable, *arguments], cwd=ROOT, env=os.environ | settings, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"bench: {' '.join(arguments[:2])} failed:\n{done.stderr[-2000:]}")


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _peak(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:"))


def _family(pid: int) -> Iterator[int]:
    yield pid
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        yield from _family(int(child))
