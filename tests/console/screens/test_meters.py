"""Allowances in words: how much, how grave, how far beyond."""

from decimal import Decimal

import pytest

from console.screens.meters import Meter


@pytest.mark.parametrize(
    ("spent", "most", "percent"),
    [
        ("77", "250", "31 %"),
        ("75", "250", "30 %"),
        ("0", "25", "0 %"),
        ("1", "25000", "under 1 %"),
        ("999", "1000", "99 %"),
        ("9999", "10000", "99 %"),
        ("1000", "1000", "100 %"),
        ("71", "25", "284 %"),
        ("1001", "1000", "100 %"),
        ("3", None, ""),
        ("3", "0", ""),
    ],
)
def test_a_percentage_is_rounded_but_100_always_means_that_nothing_is_left(spent, most, percent):
    assert Meter("Signatures", Decimal(spent), None if most is None else Decimal(most)).percent == percent


@pytest.mark.parametrize(
    ("spent", "most", "level", "remark"),
    [
        ("79", "100", "", ""),
        ("1152", "1200", "warn", "48 left"),
        ("99", "100", "bad", "1 left"),
        ("100", "100", "bad", "Nothing left"),
        ("71", "25", "bad", "46 more than allowed"),
        ("3", "0", "bad", "3 more than allowed"),
        ("0", "0", "", ""),
        ("3", None, "", ""),
    ],
)
def test_what_runs_out_or_is_beyond_is_said_in_words(spent, most, level, remark):
    meter = Meter("Signatures", Decimal(spent), None if most is None else Decimal(most))
    assert (meter.level, meter.remark) == (level, remark)
