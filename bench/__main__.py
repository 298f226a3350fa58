"""`python -m bench [--tiny] [NAME …]`: every measurement, or those named, in one run on this machine."""

from __future__ import annotations

import argparse
import os
import platform
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import django

from bench import browser, connections, dashboard, export, list_page, scale, throughput
from bench.stage import TINY, Sizes, Stage

MEASUREMENTS = {
    "list": list_page.measure,
    "throughput": throughput.measure,
    "connections": connections.measure,
    "scale": scale.measure,
    "browser": browser.measure,
    "dashboard": dashboard.measure,
    "export": export.measure,
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="How fast the console is, beside others.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"some of {', '.join(MEASUREMENTS)}; all by default")
    parser.add_argument("--tiny", action="store_true", help="as little as possible: proves that it runs, says nothing")
    options = parser.parse_args()
    if unknown := set(options.names) - MEASUREMENTS.keys():
        parser.error(f"there is no measurement {', '.join(sorted(unknown))}")
    print(machine())
    with TemporaryDirectory(prefix="console-bench-") as folder, ExitStack() as stack:
        stage = Stage(TINY if options.tiny else Sizes(), Path(folder), stack)
        for name in options.names or MEASUREMENTS:
            print(MEASUREMENTS[name](stage), flush=True)


def machine() -> str:
    """What the figures were found on."""
    processors = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    return (
        f"{len(processors)} × {processors[0].partition(': ')[2] if processors else platform.machine()}, "
        f"load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}, Django {django.get_version()}; "
        f"gunicorn with console/gunicorn.py, DEBUG off, SQLite, upstream canned on this machine"
    )


if __name__ == "__main__":
    main()
