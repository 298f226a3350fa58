"""Secrets with a name of their own are handed to everything that can fail; then all that was told is read."""

import base64
import logging
import traceback

import pytest
from django.core.management import CommandError, call_command
from django.views.debug import ExceptionReporter

from console.vault.credentials import open_credential, replace_credential, set_admin_password, store_credential
from console.vault.models import Credential, Environment
from console.vault.pfx import open_pfx, read_pfx
from console.vault.seal import seal, unseal
from console.vault.tls import client_context
from tests.console.vault.pfx_files import new_pfx, with_mac_iterations

pytestmark = pytest.mark.django_db

CANARY = "canary-7f3a"
BYTES = f"{CANARY}-bytes".encode()


def store(pfx, password=CANARY, name="bob", **more):
    given = {"client_id": "console", "client_secret": CANARY, "admin_password": CANARY} | more
    store_credential(name, Environment.objects.get(), pfx=pfx, pfx_password=password, **given)


FAILURES = {
    "seal broken": lambda _: unseal(seal(BYTES, "a"), "b"),
    "not a PFX": lambda _: read_pfx(BYTES, CANARY),
    "wrong password": lambda _: open_pfx(new_pfx(), CANARY),
    "password of no encoding": lambda _: open_pfx(new_pfx(), CANARY + "\ud800"),
    "too large": lambda _: open_pfx(BYTES * 10_000, CANARY),
    "expired": lambda _: open_pfx(new_pfx(CANARY, starts=-9, ends=-1, name=CANARY), CANARY),
    "too slow": lambda _: open_pfx(with_mac_iterations(new_pfx(CANARY), 2**31 - 1), CANARY),
    "store: wrong password": lambda _: store(new_pfx()),
    "store: name taken": lambda _: store(new_pfx(CANARY), name="ann"),
    "store: bad client": lambda _: store(new_pfx(CANARY), client_id=f"{CANARY}:"),
    "replace: wrong password": lambda ann: replace_credential(ann, pfx=new_pfx(), pfx_password=CANARY),
    "replace: gone": lambda _: set_admin_password(Credential(pk=99), CANARY),
    "open: broken": lambda ann: open_credential(Credential(pk=ann.pk, sealed=BYTES)),
    "context: bad CA": lambda ann: client_context(open_credential(ann), "nonsense"),
}


@pytest.mark.parametrize("fail", FAILURES.values(), ids=FAILURES.keys())
def test_nothing_that_fails_tells_a_secret(credential, caplog, capfd, fail):
    caplog.set_level(logging.DEBUG)
    set_admin_password(credential, CANARY)
    with pytest.raises(Exception) as failed:  # noqa: PT011 - whichever it is
        fail(credential)
    error = failed.value
    # From our own functions inwards: what the test itself holds in its hands is no leak.
    inner = error.__traceback__
    while inner and "tests" in inner.tb_frame.f_code.co_filename:
        inner = inner.tb_next
    reporter = ExceptionReporter(None, type(error), error, inner)
    told = [str(error), repr(error), repr(error.__dict__), "".join(traceback.format_exception(error))]
    told += [reporter.get_traceback_html(), reporter.get_traceback_text(), caplog.text, *capfd.readouterr()]
    for secret in (CANARY, base64.b64encode(BYTES).decode()):
        assert not any(secret in text for text in told)


def test_commands_tell_no_secret(environment, tmp_path):
    for name, content in (("a.pfx", new_pfx()), ("password", CANARY.encode()), ("secret", CANARY.encode())):
        (tmp_path / name).write_bytes(content)
    with pytest.raises(CommandError) as refused:
        call_command(
            "add_credential",
            "ann",
            environment="demo",
            pfx=str(tmp_path / "a.pfx"),
            pfx_password_file=str(tmp_path / "password"),
            client_id="console",
            client_secret_file=str(tmp_path / "secret"),
        )
    assert CANARY not in "".join(traceback.format_exception(refused.value))
