"""Faults on purpose strike what they are told to, and nothing else."""

import json
import threading
import time

import httpx
import pytest

from sandbox.faults import BadRuleError, Fault, Kind

DASHBOARD = "/dashboard"


def test_a_rule_strikes_as_often_as_it_says(sandbox, admin):
    sandbox.faults.add("operation=getDashboard kind=fail status=503 times=2")
    assert [admin.get(DASHBOARD).status_code for _ in range(3)] == [503, 503, 200]


def test_a_rule_spares_other_operations_and_the_first_requests(sandbox, admin):
    sandbox.faults.add("operation=getDashboard kind=fail after=1 times=1")
    assert admin.get("/accounts/1/5").status_code == 200
    assert [admin.get(DASHBOARD).status_code for _ in range(3)] == [200, 500, 200]


def test_a_star_strikes_every_operation(sandbox, admin):
    sandbox.faults.add("operation=* kind=fail")
    assert admin.get(DASHBOARD).status_code == admin.get("/accounts/1/5").status_code == 500
    sandbox.faults.clear()
    assert admin.get(DASHBOARD).status_code == 200


def test_slow_answers_late_and_right(sandbox, admin):
    sandbox.faults.add("operation=getDashboard kind=slow seconds=0.2")
    began = time.monotonic()
    assert admin.get(DASHBOARD).status_code == 200
    assert time.monotonic() - began >= 0.2


def test_hang_never_answers_until_it_is_let_go(sandbox, admin):
    sandbox.faults.add("operation=getDashboard kind=hang times=1")
    with pytest.raises(httpx.ReadTimeout):
        admin.get(DASHBOARD, timeout=0.3)
    assert admin.get("/accounts/1/5").status_code == 200
    sandbox.reset()


def test_html_comes_where_json_was_expected(sandbox, admin):
    sandbox.faults.add("operation=getDashboard kind=html status=200")
    answer = admin.get(DASHBOARD)
    assert answer.headers["Content-Type"].startswith("text/html")
    assert answer.text.startswith("<!DOCTYPE")


def test_rate_limit_says_when_to_come_again(sandbox, admin):
    sandbox.faults.add("operation=getDashboard kind=rate-limit seconds=7")
    answer = admin.get(DASHBOARD)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")


def test_redirect_points_elsewhere(sandbox, admin):
    sandbox.faults.add("operation=getDashboard kind=redirect")
    answer = admin.get(DASHBOARD)
    assert answer.status_code == 302
    assert answer.headers["Location"]


@pytest.mark.parametrize("kind", ["truncate", "drop"])
def test_a_cut_answer_comes_after_the_work_was_done(sandbox, admin, kind):
    sandbox.faults.add(f"operation=unlockUserAccount kind={kind} times=1")
    with pytest.raises(httpx.RemoteProtocolError):
        admin.put("/accounts/1002/unlock")
    assert admin.get("/accounts/1002").json()["user"]["locked"] is False


def test_a_cut_connection_does_not_hurt_others(sandbox, admin):
    sandbox.faults.add("operation=getDashboard kind=drop times=1")
    with pytest.raises(httpx.RemoteProtocolError):
        admin.get(DASHBOARD)
    assert admin.get(DASHBOARD).status_code == 200


def test_bad_json_is_none(sandbox, admin):
    sandbox.faults.add("operation=getDashboard kind=bad-json")
    with pytest.raises(json.JSONDecodeError):
        admin.get(DASHBOARD).json()


def test_huge_is_as_big_as_it_says(sandbox, admin):
    sandbox.faults.add("operation=getDashboard kind=huge megabytes=3")
    with admin.stream("GET", DASHBOARD) as answer:
        assert sum(len(piece) for piece in answer.iter_bytes()) == 3 * 2**20


def test_a_rule_may_be_given_as_an_object(sandbox, admin):
    sandbox.faults.add(Fault("getDashboard", Kind.FAIL, status=418, message="I am a teapot"))
    answer = admin.get(DASHBOARD)
    assert (answer.status_code, answer.json()) == (418, {"message": "I am a teapot"})


@pytest.mark.parametrize("rule", ["kind=explode", "slow", "kind=slow seconds=x", "kind=slow colour=red", ""])
def test_a_rule_that_cannot_be_read_is_refused(rule):
    with pytest.raises(BadRuleError):
        Fault.parse(rule)


def test_rules_count_down_exactly_under_parallel_requests(sandbox, admin):
    sandbox.faults.add("operation=getDashboard kind=fail times=10")
    statuses: list[int] = []
    threads = [threading.Thread(target=lambda: statuses.append(admin.get(DASHBOARD).status_code)) for _ in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200] * 14 + [500] * 10
