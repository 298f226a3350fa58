import io
import sys
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.management import CommandError, call_command

from console.audit.models import Entry
from console.vault import rotation
from console.vault.credentials import open_credential, store_credential
from console.vault.models import Credential, Environment
from console.vault.rotation import Rotated, register
from tests.console.vault.pfx_files import PASSWORD, new_certificate, new_key, new_pfx

pytestmark = pytest.mark.django_db


def run(*arguments):
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def files(tmp_path):
    """The files that an operator has ready, by the name of their option."""

    def write(name, content):
        path = tmp_path / name
        path.write_bytes(content)
        return str(path)

    return SimpleNamespace(
        write=write,
        pfx=write("ann.pfx", new_pfx()),
        password=write("password.txt", PASSWORD.encode() + b"\n"),
        secret=write("secret.txt", b"canary-client-secret\r\n"),
        admin=write("admin.txt", "pässwörd\n".encode()),
    )


def add_credential(files, *more, name="ann", pfx=None, password=None):
    given = ["--pfx-password-file", password or files.password] if password != "" else []
    return run(
        *("add_credential", name, "--environment", "demo", "--pfx", pfx or files.pfx, *given),
        *("--client-id", "console", "--client-secret-file", files.secret, "--without-trying", *more),
    )


def test_an_environment_is_added(files):
    authority = new_certificate(new_key(), name="Example CA", purposes=(), issues=True).public_bytes(Encoding.PEM)
    told = run(
        *("add_environment", "demo", "--api-url", "https://127.0.0.1:9443/Api/", "--auth-url", "https://localhost"),
        *("--ca-file", files.write("ca.pem", authority), "--proxy", "http://127.0.0.1:3128", "--production"),
        *("--powerbi-host", "app.powerbi.example"),
    )
    assert told == "Environment demo: https://127.0.0.1:9443/Api\n"
    stored = Environment.objects.get()
    assert (stored.api_url, stored.auth_url) == ("https://127.0.0.1:9443/Api", "https://localhost")
    assert stored.ca_bundle == authority.decode()
    assert (stored.proxy, stored.powerbi_host) == ("http://127.0.0.1:3128", "app.powerbi.example")
    assert stored.is_production
    assert Entry.objects.get().title == "Environment added"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--api-url", "http://signinghub.invalid"], "must begin with https"),
        (["--api-url", "https://user:canary@localhost"], "user name or a password"),
        (["--api-url", "https://169.254.169.254"], "link-local"),
        (["--api-url", "https://localhost", "--proxy", "ftp://localhost"], "proxy"),
        (["--api-url", "https://localhost", "--ca-file", "/nowhere/ca.pem"], "cannot be read"),
        (["--api-url", "https://localhost", "--ca-file", "/dev/null"], "not a PEM file"),
    ],
)
def test_an_environment_that_makes_no_sense_is_refused_in_a_sentence(arguments, sentence):
    with pytest.raises(CommandError, match=sentence) as refused:
        run("add_environment", "demo", *arguments)
    assert refused.value.returncode == 1
    assert "canary" not in str(refused.value)
    assert not Environment.objects.exists()


def test_an_environment_is_never_overwritten(environment):
    with pytest.raises(CommandError, match="already an environment named demo"):
        run("add_environment", "demo", "--api-url", "https://localhost")


def test_a_credential_is_added_and_its_facts_are_told(environment, files):
    told = add_credential(files, "--admin-password-file", files.admin)
    for fact in ("CN=Ann Example", "ann@signinghub.example", "abcdef", "(99 days)"):
        assert fact in told
    assert "canary" not in told
    identity = open_credential(Credential.objects.get(name="ann"))
    assert (identity.client_secret, identity.admin_password) == ("canary-client-secret", "pässwörd")


def test_a_pfx_without_a_password_needs_no_password_file(environment, files):
    from cryptography.hazmat.primitives.serialization import NoEncryption

    plain = files.write("plain.pfx", new_pfx(encryption=NoEncryption()))
    assert "CN=Ann Example" in add_credential(files, pfx=plain, password="")


def test_a_secret_may_come_from_standard_input(environment, files, monkeypatch):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(PASSWORD.encode() + b"\n")))
    assert "CN=Ann Example" in add_credential(files, password="-")


def test_only_one_secret_may_come_from_standard_input(environment, files):
    with pytest.raises(CommandError, match="Only one"):
        add_credential(files, pfx="-", password="-")


def test_a_credential_that_cannot_be_opened_is_refused_in_a_sentence(environment, files):
    with pytest.raises(CommandError, match=r"The password does not open this PFX\.$"):
        add_credential(files, password=files.secret)
    with pytest.raises(CommandError, match="larger than 64 KB"):
        add_credential(files, pfx=files.write("large.pfx", b"x" * 70_000))
    with pytest.raises(CommandError, match="cannot be read"):
        add_credential(files, pfx="/nowhere/ann.pfx")
    with pytest.raises(CommandError, match="empty or not text"):
        add_credential(files, password=files.write("binary", b"\xff\xfe\x00"))
    assert not Credential.objects.exists()


def test_an_unknown_environment_is_named(db, files):
    with pytest.raises(CommandError, match="no environment named demo"):
        add_credential(files)


def test_a_credential_is_never_overwritten(credential, files):
    with pytest.raises(CommandError, match="already a credential named ann"):
        add_credential(files)


def test_a_credential_is_replaced_when_that_is_asked(credential, files):
    newer = files.write("newer.pfx", new_pfx(name="Ann Newer"))
    assert "CN=Ann Newer" in add_credential(files, "--replace", pfx=newer)
    credential.refresh_from_db()
    assert (credential.version, credential.subject) == (2, "CN=Ann Newer")


def test_a_replacement_stays_in_its_environment(credential, files):
    Environment.objects.create(name="elsewhere", api_url="https://localhost:1")
    with pytest.raises(CommandError, match="belongs to the environment demo"):
        add_credential(files, "--replace", "--environment", "elsewhere")


def test_rotation_puts_everything_under_the_first_key(settings, new_vault_key, environment):
    """Statement 47."""
    old, new = new_vault_key(), new_vault_key()
    settings.VAULT_KEYS = [old]
    for name in ("ann", "bob"):
        store_credential(
            name, environment, pfx=new_pfx(), pfx_password=PASSWORD, client_id="c", client_secret=f"{name}'s"
        )
    settings.VAULT_KEYS = [new, old]
    assert "vault.Credential: 2 sealed again, 0 under the first key already" in run("rotate_vault_keys")
    assert "vault.Credential: 0 sealed again, 2 under the first key already" in run("rotate_vault_keys")
    settings.VAULT_KEYS = [new]
    ann = Credential.objects.get(name="ann")
    assert (open_credential(ann).client_secret, ann.version) == ("ann's", 1)
    assert Entry.objects.filter(title="Vault keys rotated").count() == 2


def test_rotation_names_what_no_key_opens_and_goes_on(settings, new_vault_key, credential, environment):
    lost = credential.sealed
    settings.VAULT_KEYS = [old := new_vault_key()]
    # Nothing can be put on record with the key of the record's chain lost, until a rotation has seen that it is.
    rotation.rotate_all()
    bob = store_credential(
        "bob", environment, pfx=new_pfx(), pfx_password=PASSWORD, client_id="c", client_secret="bob's"
    )
    settings.VAULT_KEYS = [new_vault_key(), old]
    with pytest.raises(CommandError, match=f"vault.Credential {credential.pk}"):
        run("rotate_vault_keys")
    credential.refresh_from_db()
    assert credential.sealed == lost
    settings.VAULT_KEYS = settings.VAULT_KEYS[:1]
    bob.refresh_from_db()
    assert open_credential(bob).client_secret == "bob's"


def test_another_room_can_have_its_sealed_values_rotated(monkeypatch):
    monkeypatch.setattr(rotation, "_registered", {})
    register("second factors", lambda: Rotated(resealed=3))
    assert run("rotate_vault_keys") == "second factors: 3 sealed again, 0 under the first key already\n"
