"""The box that finds things: what it finds for whom, what it asks of SigningHub, and where Enter leads."""

import json
import re

import pytest
from django.urls import reverse

from apps.accounts.find import matching
from console.audit.models import Entry

ALONE = {"HX-Request": "true", "HX-Current-URL": "http://testserver/profile/"}
LOCKED = 1002
LOCKED_EMAIL = "o.kovalchuk@nordlicht.example"


def found_links(response):
    """The addresses of the results, in their order: what stands below the box."""
    text = response.content.decode()
    _before, _box, results = text.rpartition('<div class="found">') if '<div class="found">' in text else ("", "", text)
    return re.findall(r'<li><a[^>]* href="([^"]+)"', results)


def words_in(response):
    """The text of an answer, without tags and without blanks that do not show."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def asked(sandbox, operation="listAccounts"):
    """How often an operation was asked of SigningHub."""
    return [request.operation for request in sandbox.requests].count(operation)


def find_accounts(client, query):
    return client.get("/find/accounts/", {"q": query}, headers=ALONE)


def enter(client, query):
    """Press Enter in the box, and follow where that leads."""
    return client.get("/find/", {"q": query, "go": "1"}, follow=True)


def row(number, name, email, **more):
    return {"id": number, "user_name": name, "user_email": email, "enabled": True, "activated": True, **more}


# Enter


@pytest.mark.parametrize("typed", [LOCKED_EMAIL, LOCKED_EMAIL.upper(), f"  {LOCKED_EMAIL} "])
def test_an_email_and_enter_open_the_account_with_one_question_to_signinghub(ann, sandbox, typed):
    assert enter(ann, typed).redirect_chain[-1] == (f"/accounts/{LOCKED}/", 302)
    assert asked(sandbox) == 1


def test_an_email_is_not_taken_for_another_that_contains_it(ann, answer_with):
    answer_with("listAccounts", [row(1, "Joann", "joann@x.example"), row(2, "Ann", "ann@x.example")], total=2)
    assert enter(ann, "ann@x.example").redirect_chain[-1][0] == "/accounts/2/"


@pytest.mark.parametrize(
    ("theirs", "typed"), [("joann@x.example", "ann@x.example"), ("josé@x.example", "jose@x.example")]
)
def test_somebody_elses_email_opens_nothing_even_if_nobody_else_answers(ann, answer_with, theirs, typed):
    answer_with("listAccounts", [row(1, "Somebody", theirs)], total=1)
    response = enter(ann, typed)
    assert response.redirect_chain[-1][0].startswith("/find/accounts/")
    assert found_links(response)[0] == "/accounts/1/"


@pytest.mark.parametrize("typed", ["Łukasz Brzęczyszczykiewicz", "brzęczysz", "brzęcz łuk", "김민준"])
def test_a_name_and_enter_open_the_account_where_nobody_else_is_called_so(ann, answer_with, typed):
    rows = {"김민준": row(1007, "김민준", "minjun@x.example")}
    answer_with("listAccounts", [rows.get(typed, row(1019, "Łukasz Brzęczyszczykiewicz", "l@x.example"))], total=1)
    assert re.fullmatch("/accounts/10(07|19)/", enter(ann, typed).redirect_chain[-1][0])


def test_a_whole_name_opens_its_account_among_longer_names(ann, answer_with):
    rows = [row(1, "John Doe Junior", "jr@x.example"), row(2, "John Doe", "j@x.example")]
    answer_with("listAccounts", rows, total=2)
    assert enter(ann, "john doe").redirect_chain[-1][0] == "/accounts/2/"


def test_two_people_of_one_name_are_both_shown_and_none_is_opened(ann, answer_with):
    rows = [row(1, "John Doe", "one@x.example"), row(2, "John Doe", "two@x.example")]
    answer_with("listAccounts", rows, total=2)
    response = enter(ann, "John Doe")
    assert response.status_code == 200
    assert found_links(response)[:2] == ["/accounts/1/", "/accounts/2/"]


def test_a_name_is_not_taken_for_the_only_one_while_more_follow(ann, answer_with):
    answer_with("listAccounts", [row(1, "John Doe", "one@x.example")], total=40)
    assert enter(ann, "John Doe").redirect_chain[-1][0].startswith("/find/")


def test_the_middle_of_a_word_opens_nobody(ann, answer_with):
    answer_with("listAccounts", [row(1, "Joanna Smith", "j@x.example")], total=1)
    assert enter(ann, "anna").redirect_chain[-1][0].startswith("/find/")


@pytest.mark.parametrize("typed", ["Roles", "roles", " ROLES "])
def test_the_title_of_a_screen_opens_it_without_a_question_to_signinghub(ann, sandbox, typed):
    ann.get("/profile/")
    sandbox.requests.clear()
    assert ann.get("/find/", {"q": typed, "go": "1"})["Location"] == reverse("roles-list")
    assert sandbox.requests == []


def test_enter_in_the_empty_box_is_the_page_with_all_screens(ann, sandbox):
    response = enter(ann, "")
    assert response.status_code == 200
    assert {reverse("accounts-list"), reverse("roles-list"), reverse("profile")} <= set(found_links(response))
    assert asked(sandbox) == 0


# Accounts


def test_several_accounts_are_links_with_their_email_and_how_they_stand(ann):
    response = find_accounts(ann, "@nordlicht")
    assert len(found_links(response)) == 9
    assert "Олександра Ковальчук" in words_in(response)
    assert re.search(r"o\.kovalchuk @nordlicht \.example Locked", words_in(response))


def test_more_than_are_shown_are_counted_and_lead_to_the_same_question_in_the_list(ann):
    response = find_accounts(ann, "@nordlicht")
    total = len(
        re.findall(r"@nordlicht\.example", ann.get("/accounts/?user_email=@nordlicht&size=100").content.decode())
    )
    assert f"8 of {total}" in words_in(response)
    *_hits, everything = found_links(response)
    assert everything == "/accounts/?user_email=%40nordlicht"


def test_a_name_is_looked_for_by_the_search_of_the_list(ann):
    assert found_links(find_accounts(ann, "Ковальчук"))[0] == f"/accounts/{LOCKED}/"


def test_nobody_found_is_said_in_a_sentence_with_a_way_on(ann):
    response = find_accounts(ann, "nobody at all")
    assert "No account has this in its name. Check the spelling" in words_in(response)
    assert found_links(response) == ["/accounts/"]
    assert "No account has this e-mail." in words_in(find_accounts(ann, "nobody@nowhere.example"))


@pytest.mark.parametrize("typed", ["", "o", "  o  ", "\x00\x01o", "\n"])
def test_less_than_two_letters_ask_signinghub_nothing(ann, sandbox, typed):
    assert find_accounts(ann, typed).status_code == 200
    assert asked(sandbox) == 0


def test_what_is_typed_asks_signinghub_once_at_most(ann, sandbox):
    ann.get("/find/", {"q": LOCKED_EMAIL}, headers=ALONE)
    assert asked(sandbox) == 0
    find_accounts(ann, LOCKED_EMAIL)
    assert asked(sandbox) == 1
    assert asked(sandbox, "getAccount") == 0


def test_a_query_is_cut_at_a_hundred_characters(ann):
    response = ann.get("/find/", {"q": "x" * 3000})
    assert re.search('name="q" value="([^"]*)"', response.content.decode())[1] == "x" * 100


@pytest.mark.parametrize(
    "rows",
    [
        [{}],
        [{"id": None, "user_name": "No id"}],
        [{"id": "7", "user_name": "Text id"}],
        [{"id": True, "user_name": "Flag"}],
        [{"id": 7}, {"id": 8, "user_name": None, "user_email": None}],
        [{"id": 7, "user_name": {"first": "A"}, "user_email": ["x@y.example"], "locked": "maybe"}],
        [{"ID": 7, "Name": "Foreign"}],
    ],
    ids=json.dumps,
)
@pytest.mark.parametrize("query", ["ab", "x@y.example"])
def test_rows_of_unlucky_shape_are_shown_or_left_out(ann, answer_with, rows, query):
    answer_with("listAccounts", rows, total=len(rows))
    assert find_accounts(ann, query).status_code == 200
    assert enter(ann, query).status_code in (200, 404)


# Acts on the account


def test_the_acts_on_the_one_found_lead_to_their_confirmation(ann):
    response = find_accounts(ann, LOCKED_EMAIL)
    acts = ("", "unlock/", "reset-password/", "reset-usage/", "change-plan/", "dormant/", "edit/")
    assert found_links(response) == [f"/accounts/{LOCKED}/{act}" for act in acts]
    assert "Acts on Олександра Ковальчук" in words_in(response)
    assert ann.get(f"/accounts/{LOCKED}/unlock/").status_code == 200


def test_an_act_is_not_offered_for_an_account_that_is_not_in_the_state_for_it(ann):
    assert "/accounts/1001/unlock/" not in found_links(find_accounts(ann, "owner@nordlicht.example"))


def test_an_act_is_not_offered_to_somebody_who_may_only_read(person):
    bob = person({"accounts": ["read"]}, email="bob@example.org")
    assert found_links(find_accounts(bob, LOCKED_EMAIL)) == [f"/accounts/{LOCKED}/"]
    assert "Unlock account" not in words_in(bob.get("/find/?q=unlock"))


def test_no_acts_are_offered_while_several_accounts_answer(ann):
    assert "Acts on" not in words_in(find_accounts(ann, "@nordlicht"))


# Screens and acts


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("acc", "/accounts/"),
        ("LOG tran", "/billing/transactions/"),
        ("locked accounts", "/accounts/?accounts=LOCKED"),
        ("second", "/profile/"),
        ("dôrmant", "/accounts/?accounts=DORMANT"),
        ("configuration", "/configuration/settings/"),
    ],
)
def test_a_screen_is_found_by_its_words_in_any_order(ann, typed, first):
    assert found_links(ann.get("/find/", {"q": typed}, headers=ALONE))[0] == first


def test_an_act_on_a_record_leads_to_the_list_to_choose_it_from(ann):
    response = ann.get("/find/?q=unlock", headers=ALONE)
    assert found_links(response) == ["/accounts/"]
    assert "choose one in the list" in words_in(response)


def test_only_what_the_person_may_open_is_found(person, sandbox):
    bob = person({"roles": ["read"]}, email="bob@example.org")
    everything = set(found_links(bob.get("/find/")))
    assert {"/", "/roles/", "/profile/"} == everything
    assert found_links(bob.get("/find/?q=unlock")) == []
    assert found_links(bob.get("/find/?q=locked")) == []


def test_every_result_opens(ann):
    for query in ("", "a", "e", LOCKED_EMAIL):
        for response in (ann.get("/find/", {"q": query}), find_accounts(ann, query)):
            for address in found_links(response):
                assert ann.get(address.replace("&amp;", "&")).status_code == 200, address


# Somebody without the right


def test_somebody_who_may_not_read_accounts_learns_nothing_about_them(person, sandbox):
    """Statement 22."""
    bob = person({"roles": ["read"]}, email="bob@example.org")
    page = bob.get("/find/", {"q": LOCKED_EMAIL})
    assert "ccount" not in words_in(page)
    assert "/find/accounts/" not in page.content.decode()
    assert enter(bob, LOCKED_EMAIL).status_code == 200
    assert find_accounts(bob, LOCKED_EMAIL).status_code == 403
    assert bob.get(f"/find/accounts/?q={LOCKED_EMAIL}&go=1").status_code == 403
    assert asked(sandbox) == 0


def test_where_nothing_is_found_they_are_told_where_everything_is(person):
    bob = person({"roles": ["read"]}, email="bob@example.org")
    assert "No screen or act that you may use is called that." in words_in(bob.get("/find/?q=zzz"))


def test_the_box_is_on_every_page_also_of_somebody_without_a_credential(person):
    bob = person(email="bob@example.org")
    assert "Find an account, a screen or an act" in words_in(bob.get("/profile/"))
    bob.user.credential = None
    bob.user.save()
    page = bob.get("/profile/")
    assert page.status_code == 200
    assert "Find a screen or an act" in words_in(page)
    assert found_links(bob.get("/find/?q=profile")) == ["/profile/"]


def test_a_stranger_has_to_sign_in_first(client, db):
    assert client.get("/find/?q=ann")["Location"].startswith("/signin/")


# SigningHub fails, or is another


def test_screens_are_there_before_signinghub_was_asked_for_accounts(ann, sandbox):
    sandbox.faults.add("operation=listAccounts kind=hang")
    page = ann.get("/find/?q=roles")
    assert "/roles/" in found_links(page)
    assert 'hx-get="/find/accounts/?q=roles" hx-trigger="load"' in page.content.decode()


def test_a_failure_is_said_where_the_accounts_would_be(ann, sandbox):
    sandbox.faults.add("operation=listAccounts kind=fail")
    response = find_accounts(ann, "ann")
    assert response.status_code == 502
    assert response["HX-Retarget"] == "#part-find-accounts"
    assert "This part did not load." in words_in(response)
    assert 'hx-get="/find/accounts/?q=ann"' in response.content.decode()


def test_a_signinghub_that_hangs_is_given_up_in_time(ann, sandbox, monkeypatch):
    monkeypatch.setattr("console.screens.parts.PATIENCE", 1)
    sandbox.faults.add("operation=listAccounts kind=hang")
    response = find_accounts(ann, "ann")
    assert response.status_code == 504
    assert "SigningHub took longer than 1 second." in words_in(response)


def test_enter_while_signinghub_is_down_leads_back_to_the_search(ann, sandbox):
    sandbox.faults.add("operation=listAccounts kind=fail")
    response = enter(ann, LOCKED_EMAIL)
    assert response.status_code == 502
    assert "Go to the search" in words_in(response)
    assert 'href="/find/?q=o.kovalchuk%40nordlicht.example"' in response.content.decode()


def test_a_refusal_of_signinghubs_role_is_said_where_the_accounts_would_be(ann, sandbox):
    sandbox.faults.add("operation=listAccounts kind=fail status=403")
    response = find_accounts(ann, "ann")
    assert response.status_code == 403
    assert "Accounts, read" in words_in(response)


def change_environment(client, **overlay):
    environment = client.user.credential.environment
    environment.overlay = overlay
    environment.save()


def test_a_signinghub_without_a_list_of_accounts_leaves_the_rest(ann, sandbox):
    change_environment(ann, unmapped=["listAccounts"])
    assert "Find a screen or an act" in words_in(ann.get("/find/?q=roles"))
    assert "This SigningHub does not offer it" in words_in(find_accounts(ann, "ann"))
    assert asked(sandbox) == 0


# What may be typed, and what becomes of it

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)> {{7*7}} \u202egnp'


def test_a_hostile_query_is_inert(ann):
    for response in (ann.get("/find/", {"q": HOSTILE}), find_accounts(ann, HOSTILE), enter(ann, HOSTILE)):
        page = response.content.decode()
        assert response.status_code == 200
        assert "<script>alert" not in page
        assert "<img" not in page
        assert "49" not in re.sub(r"[0-9a-f-]{36}", "", words_in(response))


def test_hostile_accounts_are_inert(ann, answer_with):
    rows = [row(number, HOSTILE, HOSTILE, locked=True, service_plan=HOSTILE) for number in (1, 2)]
    for some in (rows, rows[:1]):
        answer_with("listAccounts", some, total=len(some))
        page = find_accounts(ann, "script").content.decode()
        assert "&lt;<mark>script</mark>&gt;" in page
        assert "<script" not in page
        assert "<img" not in page


@pytest.mark.parametrize("raw", ["%00", "%ff%fe", "%ed%a0%80", "%E2%80%A8", "%0d%0aX: y"])
def test_no_bytes_break_the_box(ann, raw):
    for address in (
        f"/find/?q={raw}ab",
        f"/find/?q={raw}ab&go=1",
        f"/find/accounts/?q={raw}ab",
        f"/find/accounts/?q={raw}@",
    ):
        assert ann.get(address, follow=True).status_code == 200


def test_what_was_typed_is_in_no_log_and_on_no_record(ann, person, capfd, caplog):
    before = Entry.objects.count()
    bob = person({"roles": ["read"]}, email="bob@example.org")
    for client in (ann, bob):
        client.get("/find/", {"q": "canary@word.example"})
        find_accounts(client, "canary@word.example")
        enter(client, "canary@word.example")
    written = capfd.readouterr()
    assert "canary" not in written.out + written.err + caplog.text
    entries = Entry.objects.order_by("pk")[before:]
    assert "canary" not in repr([vars(entry) for entry in entries])


def test_the_box_takes_no_changes(ann):
    assert ann.post("/find/", {"q": "x"}).status_code == 405
    assert ann.post("/find/accounts/", {"q": "x"}).status_code == 405


# Words


@pytest.mark.parametrize(
    ("title", "typed"),
    [
        ("Transaction log", "log trans"),
        ("Élodie Çelik-Moreau", "elodie celik"),
        ("Elodie", "Élodie"),
        ("Straße", "STRASSE"),
        ("İbrahim Işık", "ibrahim"),
        ("الحسابات", "حسابات"),
        ("مُحَمَّد", "محمد"),
        ("أدوار", "ادوار"),
        ("김민준", "김민"),
        ("ＡＢＣ", "abc"),
    ],
)
def test_case_accents_and_vowel_signs_do_not_count(title, typed):
    assert matching.rank(title, "", matching.words_of(typed)) is not None


def test_every_word_has_to_be_found():
    assert matching.rank("Transaction log", "Billing", ["log", "roles"]) is None
    assert matching.rank("Transaction log", "Billing", ["log", "bill"]) is not None


def test_a_title_ranks_above_what_only_contains_the_words():
    words = ["log"]
    ranks = [
        matching.rank(title, group, words)
        for title, group in [("Log", ""), ("Logs of", ""), ("Blog", ""), ("X", "Log")]
    ]
    assert ranks == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("text", "words", "html"),
    [
        ("Fernández", ["fern"], "<mark>Fern</mark>ández"),
        ("Ferna\u0301ndez", ["fernan"], "<mark>Ferna\u0301n</mark>dez"),
        ("Fernández", ["ernan", "fern"], "<mark>Fernán</mark>dez"),
        ("Straße", ["s"], "<mark>S</mark>traße"),
        ("Straße 1", ["strass"], "<mark>Straß</mark>e 1"),
        ("a < b", ["<"], "a <mark>&lt;</mark> b"),
        ("nothing", ["x"], "nothing"),
        ("", ["x"], ""),
    ],
)
def test_the_words_found_are_marked_where_they_stand(text, words, html):
    assert matching.marked(text, words) == html
