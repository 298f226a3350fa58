import copy
import datetime
import json
import pickle
import pprint
import threading

import pytest
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from console.audit.models import Entry
from console.audit.record import AuditUnavailable
from console.vault.credentials import (
    open_credential,
    replace_credential,
    set_admin_password,
    store_credential,
)
from console.vault.models import Credential, Environment
from console.vault.pfx import PfxError
from console.vault.rotation import rotate_all
from console.vault.seal import SealBroken
from tests.console.vault.pfx_files import PASSWORD, TODAY, new_pfx

pytestmark = pytest.mark.django_db

SECRETS = [PASSWORD, "canary-client-secret", "canary-admin-password"]


def test_a_stored_credential_opens_to_what_was_stored(credential):
    identity = open_credential(Credential.objects.get(name="ann"))
    assert identity.client_id == "console"
    assert identity.client_secret == "canary-client-secret"
    assert identity.admin_password == "canary-admin-password"
    assert "ENCRYPTED PRIVATE KEY" in identity.pem


def test_the_facts_of_the_certificate_are_kept_for_showing(credential):
    stored = Credential.objects.get(name="ann")
    assert (stored.subject, stored.issuer, stored.serial) == ("CN=Ann Example", "CN=Ann Example", "abcdef")
    assert stored.email == "ann@signinghub.example"
    assert stored.not_after == TODAY + datetime.timedelta(days=100)
    assert stored.version == 1


def test_no_secret_is_in_the_database(credential):
    """Statement 48."""
    row = repr(Credential.objects.values_list().get(name="ann")).encode()
    row += bytes(Credential.objects.get(name="ann").sealed)
    row += serializers.serialize("json", Credential.objects.all()).encode()
    row += repr(list(Entry.objects.values())).encode()
    identity = open_credential(credential)
    for secret in [*SECRETS, identity.passphrase, "PRIVATE KEY"]:
        assert secret.encode() not in row


def test_two_swapped_rows_do_not_open(credential, environment):
    """Statement 45."""
    other = store_credential(
        "bob", environment, pfx=new_pfx(), pfx_password=PASSWORD, client_id="console", client_secret="another"
    )
    Credential.objects.filter(pk=credential.pk).update(sealed=other.sealed)
    with pytest.raises(SealBroken, match="belongs to another record"):
        open_credential(Credential.objects.get(pk=credential.pk))


def test_a_credential_moved_under_another_environment_does_not_open(credential):
    elsewhere = Environment.objects.create(name="elsewhere", api_url="https://localhost:1")
    Credential.objects.filter(pk=credential.pk).update(environment=elsewhere)
    with pytest.raises(SealBroken):
        open_credential(Credential.objects.get(pk=credential.pk))


def test_an_identity_shows_nothing_and_goes_nowhere(credential):
    """Statement 48."""
    identity = open_credential(credential)
    shown = f"{identity} {identity!r} {pprint.pformat(identity)} {pprint.pformat({'a': [identity]})}"
    assert shown.count("<Identity: hidden>") == 4
    assert not any(secret in shown for secret in SECRETS)
    assert not hasattr(identity, "__dict__")
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(TypeError):
            pickle.dumps(identity, protocol)
    for copied in (copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            copied(identity)
    with pytest.raises(TypeError):
        json.dumps(identity)


def test_a_replacement_keeps_what_is_not_given_and_raises_the_version(credential):
    before = open_credential(credential)
    replace_credential(credential, pfx=new_pfx("another", name="Ann Newer"), pfx_password="another")
    after = open_credential(Credential.objects.get(pk=credential.pk))
    assert (credential.version, credential.subject) == (2, "CN=Ann Newer")
    assert credential.replaced_at is not None
    assert after.pem != before.pem
    assert after.client_secret == "canary-client-secret"
    assert after.admin_password == "canary-admin-password"


def test_a_replacement_takes_what_is_given(credential):
    replace_credential(
        credential,
        pfx=new_pfx(),
        pfx_password=PASSWORD,
        client_id="another",
        client_secret="newer",
        admin_password="newest",
    )
    identity = open_credential(credential)
    assert (identity.client_id, identity.client_secret, identity.admin_password) == ("another", "newer", "newest")


def test_a_refused_pfx_leaves_everything_as_it_was(credential):
    sealed = credential.sealed
    with pytest.raises(PfxError):
        replace_credential(credential, pfx=new_pfx(), pfx_password="wrong")
    stored = Credential.objects.get(pk=credential.pk)
    assert (stored.sealed, stored.version) == (sealed, 1)


def test_the_signinghub_password_can_be_stored_and_forgotten(credential):
    set_admin_password(credential, "newer")
    assert (open_credential(credential).admin_password, credential.version) == ("newer", 2)
    set_admin_password(credential, None)
    assert (open_credential(credential).admin_password, credential.version) == (None, 3)


def test_without_its_key_a_credential_is_sealed_but_can_be_stored_anew(credential, settings, new_vault_key):
    settings.VAULT_KEYS = [new_vault_key()]
    with pytest.raises(SealBroken, match="VAULT_KEYS"):
        open_credential(credential)
    with pytest.raises(SealBroken):
        replace_credential(credential, pfx=new_pfx(), pfx_password=PASSWORD)
    with pytest.raises(AuditUnavailable):
        replace_credential(credential, pfx=new_pfx(), pfx_password=PASSWORD, client_id="c", client_secret="anew")
    rotate_all()
    replace_credential(credential, pfx=new_pfx(), pfx_password=PASSWORD, client_id="c", client_secret="anew")
    assert open_credential(credential).client_secret == "anew"
    assert open_credential(credential).admin_password is None


@pytest.mark.parametrize(
    ("name", "client_id", "client_secret", "field"),
    [
        ("not a name", "console", "s", "name"),
        ("ann", "console", "s", "name"),
        ("bob", "", "s", "client_id"),
        ("bob", "con:sole", "s", "client_id"),
        ("bob", "con\r\nsole", "s", "client_id"),
        ("bob", "console", " ", "client_secret"),
        ("bob", "console", "canary\x00", "client_secret"),
    ],
)
def test_what_cannot_be_sent_is_not_stored(credential, environment, name, client_id, client_secret, field):
    with pytest.raises(ValidationError) as refused:
        store_credential(
            name,
            environment,
            pfx=new_pfx(),
            pfx_password=PASSWORD,
            client_id=client_id,
            client_secret=client_secret,
        )
    assert list(refused.value.message_dict) == [field]
    assert "canary" not in str(refused.value)
    assert Credential.objects.count() == 1


def test_each_change_of_the_vault_is_recorded(credential):
    """Statement 54."""
    replace_credential(credential, pfx=new_pfx(), pfx_password=PASSWORD)
    set_admin_password(credential, "newer")
    entries = Entry.objects.order_by("at")
    assert [entry.title for entry in entries] == [
        "Credential stored",
        "Credential replaced",
        "SigningHub password stored",
    ]
    assert {(entry.kind, entry.credential, entry.environment) for entry in entries} == {("vault", "ann", "demo")}
    assert entries[1].values["fingerprint"] == credential.fingerprint


def test_what_cannot_be_recorded_is_not_done(credential, environment):
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {Entry._meta.db_table}")
    with pytest.raises(AuditUnavailable):
        set_admin_password(credential, "newer")
    with pytest.raises(AuditUnavailable):
        store_credential(
            "bob", environment, pfx=new_pfx(), pfx_password=PASSWORD, client_id="console", client_secret="s"
        )
    assert list(Credential.objects.values_list("name", "version")) == [("ann", 1)]
    assert open_credential(Credential.objects.get()).admin_password == "canary-admin-password"


def test_the_days_left_are_counted(credential):
    now = timezone.now()
    for hours, days, expired in [(49, 2, False), (1, 0, False), (-1, -1, True), (-49, -3, True)]:
        credential.not_after = now + datetime.timedelta(hours=hours, minutes=1)
        assert (credential.days_left(), credential.is_expired()) == (days, expired)
    credential.not_after = None
    assert (credential.days_left(), credential.is_expired()) == (None, False)


@pytest.mark.django_db(transaction=True)
def test_two_changes_at_once_are_both_kept(credential):
    """Statement 32."""
    start, failures = threading.Barrier(2), []

    def change(act):
        try:
            mine = Credential.objects.get(pk=credential.pk)
            start.wait()
            act(mine)
        except Exception as error:  # noqa: BLE001 - shown by the assertion below
            failures.append(error)
        finally:
            connection.close()

    acts = [
        lambda mine: set_admin_password(mine, "newer"),
        lambda mine: replace_credential(mine, pfx=new_pfx(name="Ann Newer"), pfx_password=PASSWORD),
    ]
    threads = [threading.Thread(target=change, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    credential.refresh_from_db()
    assert (credential.version, credential.subject) == (3, "CN=Ann Newer")
    assert open_credential(credential).admin_password == "newer"
