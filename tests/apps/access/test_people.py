"""People on screen: added, let in by a link, changed, switched off; nobody grants or takes over more than they hold."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client

from apps.access.models import ConsoleRole, EnrolmentLink, Session, User
from apps.access.module_tree import TREE
from apps.access.users import changes
from console.api.caller import Caller
from console.audit.models import Entry, Kind
from console.permissions import Area, Right
from console.vault.credentials import set_admin_password
from console.vault.models import Credential, Environment
from tests.apps.access.conftest import browser_of, give_totp, is_in, sign_in

LINK = re.compile(r"http://localhost(/enrol/[\w-]+/)")


def refused(response) -> str:
    """The words of a refusal."""
    assert response.status_code in {403, 422}, response.status_code
    return unescape(response.content.decode())


def test_a_desk_is_set_up_on_screen(custodian, shared):
    role = ConsoleRole.objects.get(name="Support desk")
    given = {"email": " Dana@Console.example", "name": "Dana", "kind": "delegate", "role": role.pk}
    added = custodian.post("/people/add/", given | {"credential": shared.pk}, follow=True)
    dana = User.objects.get(email="dana@console.example")
    assert (dana.role, dana.credential, dana.console_rights()) == (role, shared, set())
    assert "cannot sign in yet" in added.content.decode()
    shown = custodian.post(f"/people/{dana.pk}/link/", {"how": "show"}).content.decode()
    link = LINK.search(shown)[1]
    assert "no-store" in custodian.get(f"/people/{dana.pk}/link/").headers["Cache-Control"]
    assert not LINK.search(custodian.get(f"/people/{dana.pk}/link/").content.decode())
    her = Client()
    her.post(link, {"new_password": "an entirely new one", "again": "an entirely new one"})
    assert is_in(her)
    assert her.get("/accounts/").status_code == 200
    assert her.get("/roles/").status_code == 403
    assert her.get("/people/").status_code == 403
    titles = list(Entry.objects.filter(object_id=dana.email).order_by("at").values_list("title", flat=True))
    assert titles == ["Person added", "Enrolment link shown"]
    token = link.split("/")[2]
    assert not [entry for entry in Entry.objects.values() if token in str(entry)]


def test_statement_27_a_link_is_shown_once_after_a_proof_on_record_and_hides(custodian, make, settings):
    sam = make("sam")
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = -1
    assert custodian.post(f"/people/{sam.pk}/link/", {"how": "show"}).status_code == 302
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
    shown = custodian.post(f"/people/{sam.pk}/link/", {"how": "show"})
    assert 'class="once"' in shown.content.decode()
    assert "once-over 0s linear 30s forwards" in (settings.BASE_DIR / "frontend/css/desk.css").read_text()
    assert Entry.objects.get(object_id=sam.email).title == "Enrolment link shown"
    for page in (f"/people/{sam.pk}/link/", f"/people/{sam.pk}/"):
        assert not LINK.search(custodian.get(page).content.decode())


def test_a_personal_user_is_added_without_a_role_and_enrols_with_their_own_pfx(custodian, shared):
    given = {"email": "support@signinghub.example", "kind": "personal", "credential": shared.pk, "role": ""}
    custodian.post("/people/add/", given)
    user = User.objects.get(email="support@signinghub.example")
    assert (user.kind, user.role) == ("personal", None)
    link = LINK.search(custodian.post(f"/people/{user.pk}/link/", {"how": "show"}).content.decode())[1]
    assert "pfx" in Client().get(link).context["form"].fields


def test_a_delegate_who_forgot_the_password_gets_a_link_by_mail(custodian, make):
    sam = make("sam", role="Support desk", language="ar")
    custodian.post(f"/people/{sam.pk}/link/", {"how": "mail"})
    [message] = mail.outbox
    assert message.to == [sam.email]
    link = LINK.search(message.body)[1]
    visitor = Client()
    visitor.post(link, {"new_password": "an entirely new one", "again": "an entirely new one"})
    assert is_in(visitor)
    assert sign_in(Client(), sam.email).status_code == 422


def test_without_mail_a_link_is_only_shown(custodian, make, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    sam = make("sam")
    assert "EMAIL_URL" in custodian.get(f"/people/{sam.pk}/link/").content.decode()
    assert custodian.post(f"/people/{sam.pk}/link/", {"how": "mail"}).status_code == 422
    assert not EnrolmentLink.objects.exists()


def test_a_mail_that_fails_is_said(custodian, make, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    answer = custodian.post(f"/people/{make('sam').pk}/link/", {"how": "mail"}, follow=True)
    assert "could not be sent" in answer.content.decode()


def test_statement_23_nobody_grants_a_role_that_holds_more_than_they_do(make, shared):
    desk = browser_of(make("petra", role="Support desk", credential=shared, is_people_admin=True))
    everything, auditor = (ConsoleRole.objects.get(name=name) for name in ("Administrator", "Auditor"))
    offered = desk.get("/people/add/").context["form"].fields["role"].queryset
    assert set(offered.values_list("name", flat=True)) == {"Support desk"}
    for role in (everything, auditor):
        given = {"email": "new@console.example", "kind": "delegate", "role": role.pk}
        assert desk.post("/people/add/", given).status_code == 422
    assert not User.objects.filter(email="new@console.example").exists()


def test_statement_23_nobody_gives_or_takes_a_right_over_the_console_that_they_do_not_hold(make, shared):
    petra = make("petra", credential=shared, is_people_admin=True)
    auditor = make("otto", role="Auditor", is_auditor=True)
    desk = browser_of(petra)
    for person in (petra, auditor):
        given = {"name": "Renamed", "role": person.role_id, "is_custodian": "on", "is_people_admin": "on"}
        assert desk.post(f"/people/{person.pk}/edit/", given).status_code == 302
        person.refresh_from_db()
        assert (person.name, person.is_custodian, person.is_people_admin) == ("Renamed", False, True)
    auditor.refresh_from_db()
    assert auditor.is_auditor


def test_a_people_admin_shares_only_the_credential_they_act_through(make, shared, credential_of):
    other = credential_of("support")
    desk = browser_of(make("petra", credential=shared, is_people_admin=True))
    role = ConsoleRole.objects.get(name="Support desk").pk
    given = {"email": "new@console.example", "kind": "delegate", "role": role, "credential": other.pk}
    assert desk.post("/people/add/", given).status_code == 422
    assert desk.post("/people/add/", given | {"credential": shared.pk}).status_code == 302


def test_statement_23_nobody_lends_a_stronger_role_the_credential_they_act_through(
    make, shared, credential_of, personal
):
    """With it they could do at SigningHub what the lender cannot."""
    desk = browser_of(make("petra", role="Support desk", credential=shared, is_people_admin=True))
    weak = credential_of("auditor")
    adam, own = make("adam", credential=weak), personal("support")
    for person, kept in ((adam, weak), (own, own.credential)):
        answer = desk.post(f"/people/{person.pk}/edit/", {"role": person.role_id or "", "credential": shared.pk})
        assert answer.status_code == 422
        person.refresh_from_db()
        assert person.credential == kept
    # Taking the stronger role away with it is no grant.
    narrow = ConsoleRole.objects.get(name="Support desk").pk
    assert desk.post(f"/people/{adam.pk}/edit/", {"role": narrow, "credential": shared.pk}).status_code == 302


def test_statement_23_what_one_holds_at_one_signinghub_is_given_at_no_other(make, shared, sandbox):
    elsewhere = Environment.objects.create(
        name="elsewhere", api_url=sandbox.url, ca_bundle=shared.environment.ca_bundle
    )
    there = Credential.objects.create(name="there", environment=elsewhere, sealed=b"")
    dana = make("dana", role="Support desk", credential=there)
    mighty = ConsoleRole.objects.get(name="Administrator").pk
    given = {"role": mighty, "credential": there.pk}
    desk = browser_of(make("petra", credential=shared, is_people_admin=True))
    assert desk.post(f"/people/{dana.pk}/edit/", given).status_code == 422
    assert desk.post(f"/people/{dana.pk}/edit/", given | {"role": dana.role_id, "name": "Dana"}).status_code == 302
    keeper = browser_of(make("cora", credential=shared, is_custodian=True))
    assert keeper.post(f"/people/{dana.pk}/edit/", given).status_code == 302


SEEN = re.compile(r'name="seen" value="(\w+)"')


def test_a_form_opened_before_a_right_was_taken_does_not_give_it_back(custodian, make, shared):
    """Statement 32."""
    dana = make("dana", role="Support desk", is_people_admin=True)
    address = f"/people/{dana.pk}/edit/"
    page = custodian.get(address).content.decode()
    given = {"name": "Dana", "role": dana.role_id, "is_people_admin": "on", "seen": SEEN.search(page)[1]}
    User.objects.filter(pk=dana.pk).update(is_people_admin=False)
    answer = custodian.post(address, given)
    assert "Somebody else changed this meanwhile" in refused(answer)
    dana.refresh_from_db()
    assert (dana.name, dana.is_people_admin) == ("", False)
    given["seen"] = SEEN.search(answer.content.decode())[1]
    del given["is_people_admin"]
    assert custodian.post(address, given).status_code == 302


def test_a_matrix_opened_before_a_right_was_taken_does_not_give_it_back(custodian, shared):
    """Statement 32."""
    role = ConsoleRole.objects.create(name="Second line", rights={"accounts": ["read", "write"]})
    address = f"/people/roles/{role.pk}/edit/"
    seen = SEEN.search(custodian.get(address).content.decode())[1]
    given = {"name": role.name, "description": "Later", "accounts.read": "on", "accounts.write": "on", "seen": seen}
    ConsoleRole.objects.filter(pk=role.pk).update(rights={"accounts": ["read"]})
    answer = custodian.post(address, given)
    assert "Somebody else changed this meanwhile" in refused(answer)
    role.refresh_from_db()
    assert (role.rights, role.description) == ({"accounts": ["read"]}, "")
    given["seen"] = SEEN.search(answer.content.decode())[1]
    assert custodian.post(address, given).status_code == 302


def test_a_link_opens_nothing_that_was_given_after_it(custodian, make, shared):
    petra = browser_of(make("petra", role="Support desk", credential=shared, is_people_admin=True))
    dana = make("dana", role="Support desk")
    link = LINK.search(petra.post(f"/people/{dana.pk}/link/", {"how": "show"}).content.decode())[1]
    given = {"name": "Dana", "role": dana.role_id}
    custodian.post(f"/people/{dana.pk}/edit/", given)
    assert Client().get(link).status_code == 200
    answer = custodian.post(f"/people/{dana.pk}/edit/", given | {"is_custodian": "on"}, follow=True)
    assert "Make a new one" in answer.content.decode()
    assert (
        Client().post(link, {"new_password": "an entirely new one", "again": "an entirely new one"}).status_code == 404
    )
    assert sign_in(Client(), dana.email).status_code == 302


def test_nobody_takes_over_somebody_who_holds_more(make, shared):
    """A link in one's own hands, a forgotten factor or another's eyes would be more than one holds."""
    desk = browser_of(make("petra", role="Support desk", credential=shared, is_people_admin=True))
    stronger = [make("adam", credential=shared), make("carl", role="Support desk", is_custodian=True)]
    for person in stronger:
        give_totp(person)
        assert desk.post(f"/people/{person.pk}/link/", {"how": "show"}).status_code == 422
        assert "more than" in refused(desk.post(f"/people/{person.pk}/factor/")) or person.is_custodian
        desk.post(f"/people/{person.pk}/view/")
        assert "eyes of" not in desk.get("/").content.decode()
    assert person.authenticator_set.exists()
    assert not EnrolmentLink.objects.exists()
    # Into the person's own hands it may go.
    desk.post(f"/people/{stronger[0].pk}/link/", {"how": "mail"})
    assert [message.to for message in mail.outbox] == [[stronger[0].email]]


def test_a_custodian_never_reads_the_audit_too_however_it_is_tried(custodian, make, capsys):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=custodian.user.pk).update(is_auditor=True)
    auditor = make("otto", role="Auditor", is_auditor=True)
    auditor.is_custodian = True
    with pytest.raises(ValidationError, match="one watches the other"):
        auditor.full_clean(exclude=["password"])
    with pytest.raises(CommandError, match="one watches the other"):
        call_command("enrol", auditor.email, "--custodian")
    with pytest.raises(CommandError, match="one watches the other"):
        call_command("enrol", "new@console.example", "--custodian", "--auditor")
    answer = custodian.post(f"/people/{auditor.pk}/edit/", {"role": auditor.role_id, "is_custodian": "on"})
    assert "one watches the other" in refused(answer)
    auditor.refresh_from_db()
    assert not auditor.is_custodian
    capsys.readouterr()


def test_nobody_removes_the_last_custodian(custodian, make):
    me = custodian.user
    answer = custodian.post(f"/people/{me.pk}/edit/", {"role": me.role_id})
    assert "last custodian" in refused(answer)
    assert "themselves" in refused(custodian.post(f"/people/{me.pk}/off/"))
    with pytest.raises(ValidationError, match="last custodian"):
        User.objects.get(pk=me.pk).delete()
    other = make("carl", is_custodian=True)
    assert browser_of(other).post(f"/people/{me.pk}/off/").status_code == 302
    assert "last custodian" in refused(browser_of(other).post(f"/people/{other.pk}/edit/", {"role": other.role_id}))
    assert User.objects.filter(is_custodian=True, is_active=True).get() == other


def test_who_is_switched_off_is_out_at_once_and_can_come_back(custodian, make):
    sam = make("sam")
    his = browser_of(sam)
    custodian.post(f"/people/{sam.pk}/off/")
    assert not is_in(his)
    assert sign_in(Client(), sam.email).status_code == 422
    custodian.post(f"/people/{sam.pk}/on/")
    assert is_in(browser_of(sam))


def test_who_was_switched_off_can_be_forgotten_and_their_record_stays(custodian, make, shared):
    sam = make("sam", credential=shared)
    his = browser_of(sam)
    his.get("/people/")
    assert "Switch this person off first" in refused(custodian.post(f"/people/{sam.pk}/delete/"))
    custodian.post(f"/people/{sam.pk}/off/")
    assert f"/people/{sam.pk}/delete/" in custodian.get(f"/people/{sam.pk}/").content.decode()
    assert custodian.post(f"/people/{sam.pk}/delete/")["Location"] == "/people/"
    assert not User.objects.filter(email=sam.email).exists()
    assert not is_in(his)
    assert Entry.objects.filter(kind=Kind.REFUSAL, email=sam.email).exists()
    gone = Entry.objects.get(title="Person deleted")
    assert (gone.email, gone.object_id, gone.values["role"]) == (custodian.user.email, sam.email, "Administrator")
    assert custodian.post(f"/people/{sam.pk}/delete/").status_code == 404


def test_nobody_forgets_somebody_who_holds_a_right_that_they_do_not(make, shared):
    desk = browser_of(make("petra", credential=shared, is_people_admin=True))
    auditor = make("otto", is_auditor=True, is_active=False)
    assert "do not hold" in refused(desk.post(f"/people/{auditor.pk}/delete/"))
    assert User.objects.filter(pk=auditor.pk).exists()


def test_somebody_switched_on_meanwhile_is_not_forgotten(make):
    sam = make("sam")
    with pytest.raises(ValidationError, match="Switch this person off first"):
        changes.remove(sam.pk, Caller(user=None))


def test_a_lost_factor_is_forgotten_and_the_person_told(custodian, make):
    sam = make("sam")
    his = browser_of(sam)
    give_totp(sam)
    custodian.post(f"/people/{sam.pk}/factor/")
    assert not sam.authenticator_set.exists()
    assert not is_in(his)
    assert "forgotten by an administrator" in mail.outbox[0].body
    assert Entry.objects.filter(kind=Kind.FACTOR, object_id=sam.email, email=custodian.user.email).exists()


def test_what_is_not_done_lightly_asks_who_it_is_first(custodian, make, settings):
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = -1
    sam = make("sam")
    for page in (f"/people/{sam.pk}/link/", f"/people/{sam.pk}/factor/", f"/people/{sam.pk}/delete/"):
        for answer in (custodian.get(page), custodian.post(page, {"how": "show"})):
            assert answer.status_code == 302
            assert answer.headers["Location"].startswith("/signin/again/?next=")
    assert not EnrolmentLink.objects.exists()


def test_statement_6_sessions_are_listed_with_their_origin_and_ended(custodian, make):
    sam = make("sam")
    his, elsewhere = Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"}), Client()
    for browser in (his, elsewhere):
        sign_in(browser, sam.email)
    page = custodian.get("/people/sessions/").content.decode()
    assert "Firefox, Windows" in page
    assert "127.0.0.1" in page
    assert his.cookies["session"].value not in page
    row = Session.objects.get(agent__contains="Firefox")
    custodian.post("/people/sessions/end/", {"session": row.pk})
    assert not is_in(his)
    assert is_in(elsewhere)
    custodian.post(f"/people/{sam.pk}/sessions/end/")
    assert not is_in(elsewhere)
    assert is_in(custodian)


def test_effective_permissions_give_the_reason_in_each_cell(custodian, make, shared, credential_of, sandbox):
    def cells(person, area, query=""):
        page = custodian.get(f"/people/{person.pk}/permissions/{query}")
        [line] = [line for _title, lines in page.context["branches"] for line in lines if line.area == area]
        return [(cell.word, cell.reason) for cell in line.cells]

    desk = make("sam", role="Support desk", credential=shared)
    assert cells(desk, Area.ACCOUNTS) == [("Yes", "both roles"), ("Yes", "both roles"), ("No", "console role")]
    narrow = set_admin_password(credential_of("support"), sandbox.password("support"))
    through_support = make("sue", credential=narrow)
    assert ("No", "SigningHub's role") in cells(through_support, Area.ROLES)
    unreadable = set_admin_password(credential_of("unreadable-role"), sandbox.password("unreadable-role"))
    assert cells(make("una", credential=unreadable), Area.ACCOUNTS)[0] == ("Unknown", "SigningHub does not say")
    assert cells(make("nils"), Area.ACCOUNTS)[0] == ("No", "no credential")
    refused_only = custodian.get(f"/people/{desk.pk}/permissions/?show=refused").context["branches"]
    assert all(any(cell.shape != "yes" for cell in line.cells) for _title, lines in refused_only for line in lines)


def test_every_module_stands_in_the_tree_once():
    assert sorted(area for _title, areas in TREE for area in areas) == sorted(Area)


def test_a_personal_users_permissions_are_known_while_they_are_signed_in(custodian, personal, sandbox):
    user = personal("support")
    first = custodian.get(f"/people/{user.pk}/permissions/")
    assert first.context["counts"]["yes"] == 0
    assert "only while they are signed in" in unescape(first.content.decode())
    theirs = Client()
    sign_in(theirs, user.email, sandbox.password("support"))
    theirs.get("/accounts/")
    assert custodian.get(f"/people/{user.pk}/permissions/").context["counts"]["yes"] > 0


def test_a_role_is_edited_as_a_matrix_and_counts_at_once(custodian, make, shared):
    sam = browser_of(make("sam", role="Support desk", credential=shared))
    assert sam.get("/roles/").status_code == 403
    answer = custodian.post("/people/roles/add/", {"name": "Second  line", "description": "", "roles.read": "on"})
    assert answer.status_code == 302
    role = ConsoleRole.objects.get(name="Second line")
    assert role.rights == {"roles": ["read"]}
    User.objects.filter(email="sam@console.example").update(role=role)
    assert sam.get("/roles/").status_code == 200
    custodian.post(f"/people/roles/{role.pk}/edit/", {"name": role.name, "accounts.write": "on"})
    role.refresh_from_db()
    # Who may change accounts must see them.
    assert role.rights == {"accounts": ["read", "write"]}
    assert sam.get("/roles/").status_code == 403
    entry = Entry.objects.filter(title="Console role changed").get()
    assert (entry.values["given"], entry.values["taken"]) == (["accounts.read", "accounts.write"], ["roles.read"])
    assert "sam@console.example" in refused(custodian.post(f"/people/roles/{role.pk}/delete/"))
    User.objects.filter(role=role).update(role=None)
    assert custodian.post(f"/people/roles/{role.pk}/delete/").status_code == 302
    built_in = ConsoleRole.objects.get(name="Auditor")
    assert custodian.post(f"/people/roles/{built_in.pk}/delete/").status_code == 422


def test_statement_23_a_role_is_not_edited_to_more_than_one_holds(make, shared):
    desk = browser_of(make("petra", role="Support desk", credential=shared, is_people_admin=True))
    own = ConsoleRole.objects.get(name="Support desk")
    answer = desk.post(f"/people/roles/{own.pk}/edit/", {"accounts.read": "on", "accounts.delete": "on"})
    assert "Nobody grants more than they hold" in refused(answer)
    assert desk.post("/people/roles/add/", {"name": "Mighty", "connectors.write": "on"}).status_code == 422
    # What they do not hold they cannot take from a stronger role either.
    strong = ConsoleRole.objects.get(name="Administrator")
    desk.post(f"/people/roles/{strong.pk}/edit/", {"accounts.read": "on"})
    strong.refresh_from_db()
    assert strong.allows(Area.CONNECTORS, Right.DELETE)
    assert strong.allows(Area.ACCOUNTS, Right.DELETE)
    assert not strong.allows(Area.ACCOUNTS, Right.WRITE)


def test_statement_29_a_role_of_the_same_name_in_other_letters_is_refused(custodian):
    assert custodian.post("/people/roles/add/", {"name": "AUDITOR"}).status_code == 422
