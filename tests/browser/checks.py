"""What every page is held against: axe (WCAG 2.2 AA and best practice) and html-validate."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from shutil import which

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]
HTML_CHECKS = ROOT / "frontend" / "qa"
AXE_RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}


def settle(page: Page) -> None:
    """Wait until the page has all that it asks for by itself. Playwright's "networkidle" adds half a second to each."""
    page.wait_for_function("() => !document.querySelector('[aria-busy][hx-trigger=load], .htmx-request')")


def barriers(page: Page, *rules: str) -> list[str]:
    """What axe finds on the page once its parts have loaded, or what these rules of it find: rule, then the element."""
    settle(page)
    # A half-faded element has too little contrast for a moment; what moves for ever is left out.
    page.evaluate(
        """() => Promise.all(document.getAnimations()
            .filter(each => Number.isFinite(each.effect.getComputedTiming().endTime))
            .map(each => each.finished.catch(() => null)))"""
    )
    wanted = {"runOnly": {"type": "rule", "values": list(rules)}} if rules else AXE_RULES
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    # Only this rule needs the style sheet itself; axe would load it anew for each run.
    options = {**wanted, "resultTypes": ["violations"], "preload": "css-orientation-lock" in rules}
    found = page.evaluate("options => axe.run(options)", options)["violations"]
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


def faults(pages: dict[str, str], folder: Path) -> list[str]:
    """What html-validate finds in pages (name: HTML); they are written into `folder` and checked in one run."""
    program = HTML_CHECKS / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
    assert program.exists(), "html-validate is missing: run .venv/bin/python frontend/build.py --checks"
    for name, html in pages.items():
        (folder / f"{name}.html").write_text(html, encoding="utf-8")
    beside = Path(sys.executable).parent / "node"
    node = str(beside) if beside.exists() else which("node")
    command = [node, program, "--config", HTML_CHECKS / ".htmlvalidate.json", "--formatter", "json", folder / "*.html"]
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, timeout=120)
    assert done.stdout, done.stderr
    return [
        f"{Path(result['filePath']).stem}:{message['line']}: {message['ruleId']}: {message['message']}"
        for result in json.loads(done.stdout)
        for message in result["messages"]
    ]
