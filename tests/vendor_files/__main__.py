"""`python -m tests.vendor_files --seed 3 --rate 0.5 --dir FOLDER`: a made-up vendor's file and its key."""

from __future__ import annotations

import argparse
from pathlib import Path

from tests.vendor_files import make


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.vendor_files")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rate", type=float, default=0.5, help="the share of names that are changed, 0 to 1")
    parser.add_argument("--openapi", default="3.1.0", choices=("3.0.3", "3.1.0"))
    parser.add_argument("--server", default="", help="what stands before every path")
    parser.add_argument("--dir", type=Path, required=True)
    options = parser.parse_args()
    options.dir.mkdir(parents=True, exist_ok=True)
    make(options.seed, options.rate, version=options.openapi, server=options.server).write(options.dir)


if __name__ == "__main__":
    main()
