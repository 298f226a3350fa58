"""Reading a PFX that somebody handed in, without trusting it.

The file is opened once, in a process of its own with limits (console/vault/pfx_child.py). What comes back is the same
key and chain in a form that opens at once, so that no request ever has to do the work that a PFX may ask for.
"""

from __future__ import annotations

import json
import os
import signal
import ssl
import subprocess
import sys
import threading
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from console.vault.tls import IdentityUnusable, load_key

MAX_BYTES = 64 * 1024
MAX_PASSWORD_BYTES = 4096
WALL_SECONDS = 10
# Each may use a CPU for some seconds; more at once would be felt by everybody else.
MAX_AT_ONCE = 2
# Where Python was built as a shared library that lies in a place of its own.
NEEDED_TO_START = ("LD_LIBRARY_PATH",)

log = structlog.get_logger(__name__)

CHILD = Path(__file__).with_name("pfx_child.py")
_places = threading.BoundedSemaphore(MAX_AT_ONCE)

MESSAGES = {
    "too_large": gettext_lazy("The file is larger than 64 KB. A PFX is much smaller."),
    "empty": gettext_lazy("The file is empty."),
    "not_a_pfx": gettext_lazy("The file is not a PFX (PKCS#12), or it is damaged."),
    "wrong_password": gettext_lazy("The password does not open this PFX."),
    "no_key": gettext_lazy("The PFX has no private key. Export it again together with the key."),
    "no_certificate": gettext_lazy("The PFX has no certificate."),
    "mismatch": gettext_lazy("No certificate in the PFX belongs to its private key."),
    "expired": gettext_lazy("The certificate expired on %(on)s."),
    "not_yet_valid": gettext_lazy("The certificate is not valid before %(on)s."),
    "wrong_purpose": gettext_lazy("The certificate was not issued for signing in to servers (TLS client)."),
    "unsupported": gettext_lazy("The PFX uses a kind of key or encryption that is not supported."),
    "unreadable_certificate": gettext_lazy("The certificate in the PFX cannot be read."),
    "too_weak": gettext_lazy("TLS does not accept this certificate: its key or signature is too weak."),
    "too_many_certificates": gettext_lazy("The PFX holds more than 20 certificates. Export the own chain only."),
    "too_slow": gettext_lazy("Opening this PFX asks for so much work that it was refused."),
    "failed": gettext_lazy("Reading the PFX failed on the console's side. Its log has an entry."),
    "busy": gettext_lazy("Other PFX files are being read just now. Try again in a moment."),
}


class PfxError(Exception):
    """A PFX is refused. `code` is a key of MESSAGES; `message` is fit to show and holds nothing of the input."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True)
class PfxFacts:
    """What may be shown of a PFX's own certificate. Serial number and SHA-256 fingerprint are hexadecimal."""

    subject: str
    issuer: str
    serial: str
    fingerprint: str
    email: str
    not_before: datetime
    not_after: datetime


@dataclass(frozen=True, slots=True)
class OpenedPfx:
    """A PFX opened: the facts to show, and the secret part as Identity has it, which its repr leaves out."""

    facts: PfxFacts
    pem: str
    passphrase: str

    def __repr__(self) -> str:
        return f"<OpenedPfx: {self.facts.fingerprint}>"


@sensitive_variables()
def read_pfx(data: bytes, password: str) -> PfxFacts:
    """The facts of a PFX that could be stored; PfxError says why another is refused."""
    return open_pfx(data, password).facts


@sensitive_variables()
def open_pfx(data: bytes, password: str) -> OpenedPfx:
    """Open a PFX in a process that is killed when it takes too long; PfxError says why one is refused."""
    if not data:
        raise _refusal("empty")
    if len(data) > MAX_BYTES:
        raise _refusal("too_large")
    secret = password.encode(errors="replace")
    if len(secret) > MAX_PASSWORD_BYTES:
        raise _refusal("wrong_password")
    answer = _ask_child(len(secret).to_bytes(4, "big") + secret + data)
    if "refused" in answer:
        raise _refusal(answer["refused"], answer.get("on"))
    opened = OpenedPfx(_facts(answer["facts"]), answer["pem"], answer["passphrase"])
    if not _fit_for_tls(opened):
        raise _refusal("too_weak")
    return opened


def _refusal(code: str, on: str | None = None) -> PfxError:
    message = str(MESSAGES[code])
    if on:
        message %= {"on": date_format(datetime.fromisoformat(on), "DATE_FORMAT")}
    return PfxError(code, message)


@sensitive_variables()
def _ask_child(question: bytes) -> dict[str, Any]:
    """The child's answer, or what its end means, as a refusal."""
    if not _places.acquire(timeout=WALL_SECONDS):
        return {"refused": "busy"}
    try:
        # Never a fork of the server, and without its environment: the child has no use for the console's keys.
        done = subprocess.run(  # noqa: S603 - a constant command; the input comes by standard input
            [sys.executable, "-I", str(CHILD)],
            input=question,
            capture_output=True,
            timeout=WALL_SECONDS,
            env={name: os.environ[name] for name in NEEDED_TO_START if name in os.environ},
            cwd="/",
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"refused": "too_slow"}
    except OSError as error:
        log.error("vault.pfx_child_not_started", errno=error.errno)
        return {"refused": "failed"}
    finally:
        _places.release()
    if done.returncode == 0:
        return json.loads(done.stdout)
    killed = done.returncode in (-signal.SIGKILL, -signal.SIGXCPU, -signal.SIGABRT)
    log.warning("vault.pfx_child_ended", returncode=done.returncode, told=done.stderr[-200:].decode(errors="replace"))
    return {"refused": "too_slow" if killed else "failed"}


@sensitive_variables()
def _fit_for_tls(opened: OpenedPfx) -> bool:
    """Whether TLS takes the key and chain, found out now and not at the first sign-in."""
    try:
        load_key(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), opened.pem, opened.passphrase)
    except IdentityUnusable:
        return False
    return True


def _facts(facts: dict[str, str]) -> PfxFacts:
    """The facts cut to what the database holds; an address that is none is left out."""
    email = facts["email"].strip()
    try:
        validate_email(email)
    except ValidationError:
        email = ""
    return PfxFacts(
        subject=facts["subject"][:500],
        issuer=facts["issuer"][:500],
        serial=facts["serial"][:100],
        fingerprint=facts["fingerprint"],
        email=email[:254],
        not_before=datetime.fromisoformat(facts["not_before"]),
        not_after=datetime.fromisoformat(facts["not_after"]),
    )
