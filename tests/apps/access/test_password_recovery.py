"""Recovering the SigningHub password behind a credential: T1 to T12 of the design, and what surrounds them.

The design's anonymous reset is not built, so its steps are a signed-in custodian's here: the mail (2), the link (3, 4),
the second factor (5), the new password (6) and what follows (7).
"""

import logging
import threading
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connections as databases
from django.test import Client
from django.utils import timezone

from apps.access.models import User
from apps.access.passwords import link
from apps.access.passwords.models import PasswordRecovery
from console.audit.models import Entry
from console.vault.credentials import open_credential, set_admin_password
from sandbox.answering import ANSWERS
from tests.apps.access.conftest import PASSWORD, code_for, give_totp, sign_in

NEW = "an entirely different phrase"
REASON = {"reason": "The operator has left"}
State = PasswordRecovery.State
ACTS = ("mail", "link", "reset", "first", "resolve")


@pytest.fixture
def credential(credential_of, sandbox):
    """A shared credential whose password the vault holds."""
    return set_admin_password(credential_of("administrator"), sandbox.password("administrator"))


@pytest.fixture
def custodian(db, settings):
    """The browser of a custodian who has just given a second factor."""
    settings.REQUIRE_SECOND_FACTOR = True
    return browser_of("cleo@console.example", is_custodian=True)


def browser_of(email, **rights):
    user = User(email=email, kind=User.Kind.DELEGATE, **rights)
    user.set_password(PASSWORD)
    user.save()
    client = Client()
    secret = give_totp(user)
    sign_in(client, email)
    client.post("/signin/factor/", {"code": code_for(secret)})
    client.user, client.secret = user, secret
    return client


@pytest.fixture
def at(credential):
    return f"/passwords/{credential.pk}/"


@pytest.fixture
def calls(sandbox):
    """What SigningHub was asked, by name; sign-ins left out."""
    sandbox.requests.clear()

    def asked():
        return [
            request.operation
            for request in sandbox.requests
            if request.operation not in ("authenticate", "exchangeToken")
        ]

    return asked


def mailed(custodian, at, sandbox):
    """The link that SigningHub mails after it was asked to."""
    assert custodian.post(f"{at}mail/", REASON)["Location"] == at
    return sandbox.mails[-1].link


def verified(custodian, at, sandbox):
    assert custodian.post(f"{at}link/", {"link": mailed(custodian, at, sandbox)})["Location"] == at


def choose(custodian, at, password=NEW):
    return custodian.post(f"{at}reset/", {"new_password": password, "again": password})


def state():
    return PasswordRecovery.objects.latest("created_at").state


def test_a_password_is_recovered_by_mail_and_the_vault_goes_on_with_it(custodian, at, sandbox, credential, calls):
    assert "Have SigningHub mail the link" in custodian.get(at).content.decode()
    verified(custodian, at, sandbox)
    response = choose(custodian, at)
    assert (response["Location"], state()) == (at, State.DONE)
    assert calls() == ["forgotPassword", "decryptUrl", "resetPassword"]
    assert open_credential(credential.__class__.objects.get(pk=credential.pk)).admin_password == NEW
    assert sandbox.password("administrator") != NEW
    assert bytes(PasswordRecovery.objects.get().sealed_password) == b""
    begun = Entry.objects.get(title="Recovery of a SigningHub password begun")
    assert begun.values == REASON
    assert {entry.operation for entry in Entry.objects.filter(kind="change")} == {"forgotPassword", "resetPassword"}


def test_t1_a_stranger_reaches_signinghub_on_no_address_of_it(at, credential, calls, visitor):
    """T1. Statement 17 is T1 to T12."""
    for act in ACTS:
        assert visitor.post(f"{at}{act}/", REASON | {"link": "q" * 20}).status_code == 302
    visitor.get(at)
    visitor.get("/passwords/")
    assert calls() == []


def test_without_the_custodians_right_it_is_refused(at, calls, settings):
    """Statement 21."""
    settings.REQUIRE_SECOND_FACTOR = True
    other = browser_of("olga@console.example", is_people_admin=True, is_auditor=True)
    assert [other.post(f"{at}{act}/", REASON).status_code for act in ACTS] == [403] * 5
    assert [other.get("/passwords/").status_code, other.get(at).status_code] == [403, 403]
    assert calls() == []


@pytest.mark.parametrize("act", ACTS)
def test_without_a_fresh_second_factor_it_is_asked_first_and_nothing_is_done(custodian, at, calls, act):
    """Statement 12."""
    session = custodian.session
    records = session["account_authentication_methods"]
    for record in records:
        record["at"] -= 301
    session["account_authentication_methods"] = records
    session.save()
    response = custodian.post(f"{at}{act}/", REASON | {"link": "q" * 20, "new_password": NEW, "again": NEW})
    assert response.status_code == 302
    assert response["Location"].startswith("/signin/again/code/?next=%2Fpasswords%2F")
    assert calls() == []
    assert not PasswordRecovery.objects.exists()
    cache.clear()  # As if the next half minute had begun: a code counts once.
    custodian.post(response["Location"], {"code": code_for(custodian.secret)})
    assert custodian.get(at).status_code == 200


def test_a_reason_is_needed(custodian, at, calls):
    assert custodian.post(f"{at}mail/", {"reason": ""}).status_code == 422
    assert calls() == []


def test_a_second_mail_has_to_wait(custodian, at, sandbox, calls):
    mailed(custodian, at, sandbox)
    assert custodian.post(f"{at}mail/", REASON).status_code == 409
    PasswordRecovery.objects.update(created_at=timezone.now() - timedelta(minutes=6))
    mailed(custodian, at, sandbox)
    assert calls() == ["forgotPassword"] * 2
    assert [one.state for one in PasswordRecovery.objects.order_by("pk")] == [State.CLOSED, State.MAILED]


def test_t2_a_new_password_before_its_link_is_a_conflict(custodian, at, sandbox, calls):
    """T2."""
    assert choose(custodian, at).status_code == 409
    mailed(custodian, at, sandbox)
    assert choose(custodian, at).status_code == 409
    assert calls() == ["forgotPassword"]


def test_t3_a_link_counts_once(custodian, at, sandbox):
    """T3."""
    pasted = mailed(custodian, at, sandbox)
    custodian.post(f"{at}link/", {"link": pasted})
    choose(custodian, at)
    PasswordRecovery.objects.update(created_at=timezone.now() - timedelta(minutes=6))
    mailed(custodian, at, sandbox)
    response = custodian.post(f"{at}link/", {"link": pasted})
    assert response.status_code == 422
    assert "The link is not valid." in response.content.decode()
    assert state() == State.MAILED


def answer_link(sandbox, monkeypatch, meaning):
    monkeypatch.setitem(ANSWERS, "decryptUrl", lambda _call: meaning)


@pytest.mark.parametrize(
    "meaning",
    [
        [{"key": "email", "value": "support@signinghub.example"}],
        [{"email": "support@signinghub.example", "cc": "administrator@signinghub.example"}],
        [{"key": "email", "value": "administrator@signinghub.example"}],
        [{"created_on": "2999-01-01T00:00:00Z"}],
        [],
        {"ok": True},
        "administrator@signinghub.example",
    ],
    ids=["another's", "two people's", "no time", "nobody's", "nothing", "a yes", "text"],
)
def test_t4_a_link_that_is_not_surely_this_operators_is_not_valid(custodian, at, sandbox, monkeypatch, meaning, caplog):
    """T4."""
    pasted = mailed(custodian, at, sandbox)
    answer_link(sandbox, monkeypatch, meaning)
    response = custodian.post(f"{at}link/", {"link": pasted})
    assert response.status_code == 422
    assert "support@" not in response.content.decode()
    assert state() == State.MAILED
    assert [line.levelname for line in caplog.records if "foreign_link" in line.getMessage()] == ["ERROR"]
    assert Entry.objects.get(title="Recovery link checked").values == {"valid": False}


def test_t5_a_link_older_than_the_recovery_is_not_valid(custodian, at, sandbox, credential):
    """T5."""
    old = mailed(custodian, at, sandbox)
    PasswordRecovery.objects.update(created_at=timezone.now() - timedelta(minutes=6))
    links = sandbox.world.reset_links
    for meaning in links.values():
        meaning["created_on"] = (timezone.now() - timedelta(minutes=6)).isoformat()
    mailed(custodian, at, sandbox)
    assert custodian.post(f"{at}link/", {"link": old}).status_code == 422
    assert custodian.post(f"{at}link/", {"link": sandbox.mails[-1].link}).status_code == 302


def test_t6_an_expired_recovery_goes_no_further(custodian, at, sandbox, calls):
    """T6."""
    pasted = mailed(custodian, at, sandbox)
    PasswordRecovery.objects.update(expires_at=timezone.now())
    assert custodian.post(f"{at}link/", {"link": pasted}).status_code == 409
    PasswordRecovery.objects.update(expires_at=timezone.now() + timedelta(minutes=1))
    custodian.post(f"{at}link/", {"link": pasted})
    PasswordRecovery.objects.update(expires_at=timezone.now())
    assert choose(custodian, at).status_code == 409
    assert calls() == ["forgotPassword", "decryptUrl"]


@pytest.mark.django_db(transaction=True)
def test_t7_of_two_new_passwords_at_once_one_is_sent(custodian, at, sandbox, calls):
    """T7, statement 32."""
    verified(custodian, at, sandbox)
    statuses = []
    start = threading.Barrier(2)

    def post():
        browser = Client()
        browser.cookies = custodian.cookies.copy()
        start.wait()
        statuses.append(choose(browser, at).status_code)
        databases.close_all()

    both = [threading.Thread(target=post) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert calls().count("resetPassword") == 1
    assert sorted(statuses) == [302, 409]
    assert state() == State.DONE


def test_t8_opening_the_page_again_and_again_changes_nothing(custodian, at, sandbox, calls):
    """T8."""
    pasted = mailed(custodian, at, sandbox)
    before = PasswordRecovery.objects.values().get()
    for _ in range(5):
        assert custodian.get(at).status_code == 200
        assert custodian.get(f"{at}link/", {"q": pasted.split("q=")[1]})["Location"] == at
        assert custodian.get(f"{at}reset/")["Location"] == at
    assert PasswordRecovery.objects.values().get() == before
    assert calls() == ["forgotPassword"]


def test_t9_a_foreign_host_is_refused_and_decides_no_address(custodian, at, calls):
    """T9, statement 15."""
    for headers in ({"HTTP_HOST": "evil.test"}, {"HTTP_X_FORWARDED_HOST": "evil.test"}):
        response = custodian.post(f"{at}mail/", {"reason": ""}, **headers)
        assert "evil.test" not in response.content.decode() + response.get("Location", "")
    assert custodian.post(f"{at}mail/", REASON, HTTP_HOST="evil.test").status_code == 400
    assert calls() == []


@pytest.mark.parametrize("mishap", ["kind=fail status=500", "kind=drop"])
def test_t11_neither_password_nor_link_is_in_any_page_log_or_entry(custodian, at, sandbox, credential, caplog, mishap):
    """T11."""
    caplog.set_level(logging.DEBUG)
    pasted = mailed(custodian, at, sandbox)
    query = pasted.split("q=")[1]
    pages = [custodian.post(f"{at}link/", {"link": f"{pasted}&more=1"}), custodian.get(at)]
    fail_reset(sandbox, mishap)
    pages += [choose(custodian, at), custodian.get(at), choose(custodian, at, "short")]
    told = "\n".join([*(page.content.decode() + str(page.headers) for page in pages), caplog.text])
    told += "\n".join(str(entry) for entry in Entry.objects.values())
    assert query not in told
    assert NEW not in told
    assert "short" not in "\n".join(str(entry) for entry in Entry.objects.values())


def fail_reset(sandbox, kind):
    sandbox.faults.add(f"operation=resetPassword {kind}")


@pytest.mark.parametrize(
    ("kind", "end", "held"), [("kind=fail status=500", State.FAILED, None), ("kind=drop", State.DONE, NEW)]
)
def test_t12_without_an_answer_the_outcome_is_unknown_and_nothing_is_sent_again(
    custodian, at, sandbox, credential, calls, kind, end, held
):
    """T12."""
    verified(custodian, at, sandbox)
    fail_reset(sandbox, kind)
    assert choose(custodian, at)["Location"] == at
    assert state() == State.UNKNOWN
    page = custodian.get(at).content.decode()
    assert "The outcome is unknown" in page
    assert "new_password" not in page
    assert choose(custodian, at).status_code == 409
    assert custodian.post(f"{at}mail/", REASON).status_code == 409
    assert calls().count("resetPassword") == 1
    assert open_credential(credential).admin_password == sandbox.password("administrator")
    sandbox.faults.clear()
    custodian.post(f"{at}resolve/")
    assert state() == end
    credential.refresh_from_db()
    assert open_credential(credential).admin_password == (held or sandbox.password("administrator"))
    assert custodian.post(f"{at}resolve/").status_code == 409


def test_a_silent_signinghub_leaves_it_unknown_and_where_neither_works_that_is_said(custodian, at, sandbox):
    verified(custodian, at, sandbox)
    fail_reset(sandbox, "kind=drop")
    choose(custodian, at)
    sandbox.faults.add("operation=authenticate kind=drop")
    custodian.post(f"{at}resolve/")
    assert state() == State.UNKNOWN
    sandbox.faults.clear()
    world = sandbox.world
    for number in world.passwords:
        world.passwords[number] = "something else entirely"
    custodian.post(f"{at}resolve/")
    assert state() == State.LOST


def test_a_process_that_died_while_sending_leaves_an_unknown_outcome(custodian, at, sandbox):
    verified(custodian, at, sandbox)
    PasswordRecovery.objects.update(state=State.SENDING, sent_at=timezone.now() - timedelta(minutes=3))
    assert "The outcome is unknown" in custodian.get(at).content.decode()


def test_a_password_that_signinghub_does_not_take_is_asked_again(custodian, at, sandbox, monkeypatch):
    from sandbox.answering import invalid

    def refuse(_call):
        raise invalid("new_password", "was used before.")

    verified(custodian, at, sandbox)
    with monkeypatch.context() as patched:
        patched.setitem(ANSWERS, "resetPassword", refuse)
        response = choose(custodian, at)
    assert response.status_code == 422
    assert "was used before." in response.content.decode()
    choose(custodian, at)
    assert state() == State.DONE


def test_the_password_of_somebody_who_types_it_themselves_is_theirs(custodian, at, sandbox, credential, calls):
    User.objects.create(email="administrator@signinghub.example", kind=User.Kind.PERSONAL, credential=credential)
    verified(custodian, at, sandbox)
    assert choose(custodian, at).status_code == 409
    assert custodian.post(f"{at}first/", {}).status_code == 409
    assert calls() == ["forgotPassword", "decryptUrl"]


def test_a_generated_password_is_replaced_after_it_was_exchanged(custodian, credential_of, sandbox, calls):
    held = set_admin_password(credential_of("generated"), sandbox.password("generated"))
    first = f"/passwords/{held.pk}/first/"
    typed = REASON | {"new_password": NEW, "again": NEW}
    assert custodian.post(first, typed | {"reason": ""}).status_code == 422
    assert custodian.post(first, typed).status_code == 302
    assert state() == State.DONE
    held.refresh_from_db()
    assert open_credential(held).admin_password == NEW
    assert custodian.post(first, typed).status_code == 409
    assert calls().count("setNewPassword") == 1


@pytest.mark.parametrize("held", [True, False])
def test_a_password_that_was_not_generated_or_is_not_held_is_not_replaced(custodian, at, credential, calls, held):
    if not held:
        set_admin_password(credential, None)
    assert custodian.post(f"{at}first/", REASON | {"new_password": NEW, "again": NEW}).status_code == 409
    assert "setNewPassword" not in calls()


@pytest.mark.parametrize(
    ("pasted", "found"),
    [
        ("https://admin.example/reset?q=abcdefgh%2B1%3D%3D", "abcdefgh+1=="),
        ("https://admin.example/reset?lang=en&q=abcd+efgh", "abcd+efgh"),
        ("abcdefgh-_.~", "abcdefgh-_.~"),
        ("  ?q=abcdefgh ", "abcdefgh"),
        ("https://evil.test/?q=https://inside/", ""),
        ("javascript:alert(1)", ""),
        ("short", ""),
        ("a" * 3000, ""),
        ("abcdefgh\r\nX-Header: 1", ""),
    ],
)
def test_what_can_be_decrypted_is_read_from_the_text_and_nothing_else(pasted, found):
    assert link.query_in(pasted) == found
