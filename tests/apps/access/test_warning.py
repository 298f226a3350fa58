"""Mail before a certificate ends: once at each step, to those who can do something about it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from apps.access.models import User
from console.audit.models import Entry
from console.vault.models import Credential


@pytest.fixture
def left(shared):
    """Sets how many days the certificate has left."""

    def set_to(days: int) -> None:
        Credential.objects.filter(pk=shared.pk).update(not_after=timezone.now() + timedelta(days=days, hours=1))

    return set_to


@pytest.fixture
def warned(capsys):
    """Runs the command; gives the subjects of what it mailed, by address."""

    def run() -> dict[str, str]:
        mail.outbox.clear()
        call_command("warn_of_expiry")
        capsys.readouterr()
        return {message.to[0]: message.subject for message in mail.outbox}

    return run


@pytest.fixture
def cora(make, shared):
    return make("cora", credential=shared, is_custodian=True)


def test_each_step_is_mailed_once_and_a_day_that_was_missed_is_made_up_for(cora, left, warned):
    left(120)
    assert warned() == {}
    for days, is_step in (
        (90, True),
        (89, False),
        (29, True),
        (14, True),
        (6, True),
        (1, True),
        (0, False),
        (-2, True),
    ):
        left(days)
        assert bool(warned()) is is_step, days
        assert warned() == {}
    steps = Entry.objects.filter(title="Mailed that the certificate ends").order_by("at")
    assert [entry.values["step"] for entry in steps] == [90, 30, 14, 7, 1, 0]
    assert {entry.object_id for entry in steps} == {"administrator"}


def test_a_new_certificate_is_warned_of_anew(cora, left, warned, shared):
    left(5)
    assert list(warned()) == [cora.email]
    Credential.objects.filter(pk=shared.pk).update(fingerprint="another")
    assert list(warned()) == [cora.email]


def test_custodians_and_who_signs_in_with_it_are_told_each_in_their_language(
    cora, make, left, warned, shared, settings
):
    settings.PUBLIC_URL = "https://console.example"
    User.objects.filter(pk=cora.pk).update(language="ar")
    make("sam", role="Support desk", credential=shared)
    make("gone", is_custodian=True, is_active=False)
    User.objects.create(email="administrator@signinghub.example", kind=User.Kind.PERSONAL, credential=shared)
    left(7)
    subjects = warned()
    assert subjects.keys() == {cora.email, "administrator@signinghub.example"}
    assert len(set(subjects.values())) == 2
    bodies = {message.to[0]: message.body for message in mail.outbox}
    assert f"https://console.example/credentials/{shared.pk}/" in bodies[cora.email]
    assert "ends in 7 days" in bodies["administrator@signinghub.example"]
    assert "/credentials/" not in bodies["administrator@signinghub.example"]


def test_a_sealed_credential_is_nobodys_concern(cora, left, warned, shared):
    left(5)
    Credential.objects.filter(pk=shared.pk).update(sealed_since=timezone.now())
    assert warned() == {}


def test_what_could_not_be_mailed_is_said_and_tried_again(cora, left, warned, settings):
    left(5)
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    with pytest.raises(CommandError, match="administrator"):
        warned()
    settings.EMAIL_BACKEND = working
    assert list(warned()) == [cora.email]


def test_without_mail_it_says_so(settings, db):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    with pytest.raises(CommandError, match="EMAIL_URL"):
        call_command("warn_of_expiry")
