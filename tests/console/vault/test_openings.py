"""How often a credential is opened for use is on record, hour by hour."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F

from console.api.connections import opened
from console.api.errors import ApiSealed
from console.audit.models import Entry
from console.vault.credentials import delete_credential, seal_credential
from console.vault.models import Credential, Opening


def an_hour_later() -> None:
    """As if what was counted had been counted an hour ago."""
    Opening.objects.update(hour=F("hour") - timedelta(hours=1))


def recorded() -> list[int]:
    entries = Entry.objects.filter(title="Credential opened for use", credential="ann").order_by("at")
    return [entry.values["times"] for entry in entries]


def test_each_opening_is_counted_and_each_hour_is_put_on_record_once_it_is_over(credential):
    """Statement 54."""
    for _time in range(3):
        assert opened(credential).client_id
    assert recorded() == []
    an_hour_later()
    opened(credential)
    hour = Entry.objects.get(title="Credential opened for use").values["hour"]
    assert recorded() == [3]
    assert hour.endswith(":00 UTC")
    opened(credential)
    an_hour_later()
    opened(credential)
    assert recorded() == [3, 2]
    assert Opening.objects.get().times == 1


def test_what_was_counted_is_on_record_before_a_credential_is_closed_or_gone(credential):
    """Statement 54."""
    opened(credential)
    seal_credential(credential)
    assert recorded() == [1]
    with pytest.raises(ApiSealed):
        opened(credential)
    assert not Opening.objects.exists()
    Opening.objects.create(credential=credential, hour=credential.created_at, times=4)
    delete_credential(credential)
    assert recorded() == [1, 4]
    assert not Credential.objects.exists()


def test_where_it_cannot_be_counted_what_only_reads_goes_on_and_that_is_cried_out(credential, caplog):
    opened(credential)
    an_hour_later()
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {Entry._meta.db_table}")
    assert opened(credential).client_id
    assert [line.levelname for line in caplog.records if "opening_not_counted" in line.getMessage()] == ["ERROR"]
    assert Opening.objects.get().times == 1
