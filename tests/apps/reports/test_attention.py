"""Which facts become a sentence that asks for attention, how grave it is, and where it leads."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from apps.reports.dashboard import attention
from console.screens.cells import Reader
from console.screens.meters import Meter
from console.vault.models import Credential


def in_days(days):
    """A moment in the middle of the day so many days from today."""
    return timezone.now().replace(hour=12) + timedelta(days=days)


@pytest.mark.parametrize(
    ("days", "level"), [(-3, "bad"), (0, "bad"), (14, "bad"), (15, "warn"), (60, "warn"), (61, None), (900, None)]
)
def test_the_end_of_the_licence_is_said_from_sixty_days_before(days, level):
    day = in_days(days)
    lines = attention.licence_end({"valid_to": day.isoformat()}, Reader(UTC))
    assert [line.level for line in lines] == ([level] if level else [])
    if level:
        assert f"{day:%Y-%m-%d}" in lines[0].sentence
        assert lines[0].url == "/configuration/license/"


@pytest.mark.parametrize(
    ("licence", "said"),
    [
        ({"days_left": 9}, "9 days left"),
        ({"days_left": "1"}, "1 day left"),
        ({"days_left": 0}, "last day"),
        ({"days_left": -1, "valid_to": "2020-01-01"}, "ended"),
    ],
)
def test_days_left_are_enough_to_know_the_end(licence, said):
    assert attention.licence_end(licence, Reader(UTC))[0].when == said


@pytest.mark.parametrize(
    "licence",
    [{}, {"valid_to": None}, {"valid_to": "never"}, {"valid_to": "9999-12-31T23:59:59Z"}, {"valid_to": "0001-01-01"}],
    ids=str,
)
def test_a_licence_whose_end_is_not_known_asks_for_nothing(licence):
    assert attention.licence_end(licence, Reader(UTC)) == []


@pytest.mark.parametrize(("days", "level"), [(-1, "bad"), (13, "bad"), (90, "warn"), (100, None)])
def test_the_end_of_the_key_is_said_with_the_name_of_the_credential(days, level):
    credential = Credential(name="prod-admin", not_after=timezone.now() + timedelta(days=days, hours=1))
    lines = attention.key_end(credential, Reader(UTC))
    assert [line.level for line in lines] == ([level] if level else [])
    assert all("prod-admin" in line.sentence for line in lines)


def test_a_key_without_a_known_end_asks_for_nothing():
    assert attention.key_end(Credential(name="prod-admin"), Reader(UTC)) == []


def test_allowances_near_their_limit_are_said_the_fullest_first():
    meters = [
        Meter("Users", Decimal(79), Decimal(100)),
        Meter("Signatures", Decimal(80), Decimal(100)),
        Meter("Seals", Decimal(120), Decimal(100)),
        Meter("Free", Decimal(5), None),
        Meter("None", Decimal(0), Decimal(0)),
    ]
    lines = attention.quotas(meters)
    assert [(line.level, line.when, line.sentence) for line in lines] == [
        ("bad", "120 %", "Seals: 0 left in the licence"),
        ("warn", "80 %", "Signatures: 20 left in the licence"),
    ]


@pytest.mark.parametrize(
    ("count", "any_shown", "sentences"),
    [
        (0, False, []),
        (None, False, []),
        (1, True, ["1 account is locked"]),
        (1200, True, ["1,200 accounts are locked"]),
        (None, True, ["Accounts are locked"]),
    ],
)
def test_locked_accounts_are_counted_where_signinghub_says_how_many(count, any_shown, sentences):
    lines = attention.locked_accounts(count, any_shown)
    assert [line.sentence for line in lines] == sentences
    assert all(line.url == "/accounts/?accounts=LOCKED" for line in lines)


def test_failed_payments_lead_to_the_same_question_to_the_log():
    filters = {"action_type": "X & Y", "date_from": "2026-01-01"}
    (line,) = attention.failed_payments(3, True, filters)
    assert line.sentence == "3 recurrent payments failed"
    assert line.url == "/billing/transactions/?action_type=X+%26+Y&date_from=2026-01-01"
    assert attention.failed_payments(0, False, filters) == []


def test_the_gravest_line_is_the_mood_of_a_check():
    bad, warn = attention.Line("bad", "", ""), attention.Line("warn", "", "")
    assert attention.mood([warn, bad]) == "bad"
    assert attention.mood([warn]) == "warn"
    assert attention.mood([]) == "fine"


def test_a_date_is_that_of_the_reader():
    late = datetime(2026, 1, 1, 23, 30, tzinfo=UTC)
    licence = {"valid_to": late.isoformat(), "days_left": 5}
    east = Reader(timezone.get_fixed_timezone(120))
    assert "2026-01-02" in attention.licence_end(licence, east)[0].sentence
