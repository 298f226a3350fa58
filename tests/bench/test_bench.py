"""The bench runs, from start to end, with as little as it takes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from bench.__main__ import MEASUREMENTS

ROOT = Path(__file__).resolve().parents[2]


def test_every_measurement_prints_its_figures_and_what_is_asked_of_them():
    environment = os.environ | {"WEB_CONCURRENCY": "1"}
    command = [sys.executable, "-m", "bench", "--tiny"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stderr
    sections = done.stdout.strip().split("\n\n")[1:]
    assert len(sections) == len(MEASUREMENTS)
    for section in sections:
        assert re.search(r"^  console |^  second time |^  [\d,]+ (accounts|rows) ", section, re.MULTILINE), section
        assert re.search(r" (at most|at least) +[\d.]+ +(met|MISSED)$", section, re.MULTILINE), section
