"""`python -m sandbox`: an emulated SigningHub on the command line."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
from pathlib import Path
from types import FrameType

from sandbox.faults import BadRuleError
from sandbox.server import CONTRACT_FILE, Sandbox
from sandbox.strictness import HeaderEncoding
from sandbox.world import Settings


def main() -> int:
    """Serve until interrupted. Prints where things are, never a secret."""
    options = _read_options()
    logging.basicConfig(level=options.log_level.upper(), format="%(levelname)s %(message)s")
    sandbox = Sandbox(
        options.dir,
        options.port,
        options.accounts,
        host=options.host,
        seed=options.seed,
        contract=options.contract,
        key=options.key,
        settings=Settings(
            token_lifetime=options.token_lifetime,
            subject_token_lifetime=options.subject_token_lifetime,
            reported_lifetime=options.reported_lifetime,
            header_encoding=HeaderEncoding(options.header_encoding),
            forbidden_status=options.forbidden_status,
        ),
        refuse_in_application=options.certificate_refusal == "application",
    )
    try:
        for rule in options.fault:
            sandbox.faults.add(rule)
    except BadRuleError as error:
        return _fail(f"--fault: {error}")
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _end)
    try:
        sandbox.start()
    except OSError as error:
        return _fail(f"Cannot listen on {options.host}:{options.port}: {error.strerror or error}")
    _say(f"SigningHub sandbox: {sandbox.url} ({options.accounts} accounts)")
    _say(f"PFX files, passwords and ca.pem: {options.dir}")
    while True:
        signal.pause()


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="An emulated SigningHub Admin API.")
    add = parser.add_argument
    add("--host", default="127.0.0.1")
    add("--port", type=int, default=9443)
    add("--accounts", type=int, default=2000, help="how many accounts there are")
    add("--dir", type=Path, default=Path("var/sandbox"), help="where the PFX files, passwords and ca.pem are kept")
    add("--seed", type=int, default=1, help="other people, same shapes")
    add("--contract", type=Path, default=CONTRACT_FILE, help="the OpenAPI file to speak")
    add("--key", type=Path, metavar="FILE", help="what a vendor's --contract calls our operations and parameters")
    add("--fault", action="append", default=[], metavar="RULE", help='"operation=listAccounts kind=slow seconds=5"')
    add("--token-lifetime", type=float, default=3600, metavar="SECONDS")
    add("--subject-token-lifetime", type=float, default=120, metavar="SECONDS")
    add("--reported-lifetime", type=int, metavar="SECONDS", help="expires_in of answers, where it should not be true")
    add("--header-encoding", choices=[*HeaderEncoding], default=HeaderEncoding.PERCENT)
    add("--forbidden-status", type=int, choices=(401, 403), default=403, help="the answer to a missing right")
    add("--certificate-refusal", choices=("tls", "application"), default="tls")
    add("--log-level", default="warning")
    return parser.parse_args()


def _end(_number: int, _frame: FrameType | None) -> None:
    """Nothing is kept, so there is nothing to finish."""
    os._exit(0)


def _say(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()


def _fail(sentence: str) -> int:
    sys.stderr.write(sentence + "\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
