"""Every screen, while each answer of SigningHub comes as its unlucky neighbour (see unlucky.py).

Whatever comes, a page stays a page: its title, its navigation, what was said, and "—" where nothing was.
"""

import re
from html import unescape

import pytest
from django.core.cache import cache
from django.forms import BooleanField

from console.api.contract import folded, load_contract
from console.api.models import AccessToken
from console.permissions import Permission, SignedIn, mark_of
from console.screens.attributes import pair_in
from console.screens.secret_names import is_secret
from tests.every_screen.addresses import every_address
from tests.every_screen.driving import PAYER, RECORDS, as_somebody_leaves_it, fitting, forms_in, linked, paths_to
from tests.every_screen.people import EVERYTHING, all_console_rights
from tests.every_screen.test_answers import sound
from tests.every_screen.unlucky import ACCIDENTS, Where, is_leaf, places_in, value_at

# Its answers let the credential in at all; what becomes of them is tested by itself below.
DOOR = {"authenticate", "exchangeToken"}
QUERIES = {
    "find": "?q=nordlicht",
    "find-accounts": "?q=nordlicht",
    "billings-add": f"?owner={PAYER}",
    "advanced-reports-assign": "?enterprise=501",
    "advanced-reports-unassign": "?enterprise=501",
    "connectors-add": "?provider=SMS",
}
WHO_AM_I = "getSessionOperator"
SHOWS_ALL = {"detail"}
CONSOLE_ONLY = ("profile/", "signin/")
# No page of theirs: where a search leads is what it says, a certificate is a file, a token comes by POST alone;
# tests/apps/ follows them.
LEADS_ELSEWHERE = {
    *("account-searches-open", "operator-log-searches-open", "billing-searches-open"),
    *("operators-certificate", "configuration-picture", "connectors-sp-metadata", "power-bi-token"),
}
DECLARED_ALIKE = tuple(
    f"{kind}-profiles-" for kind in ("certification", "signing", "electronic-seal", "verification", "virtual-id")
)
# Their records have no number, so one whose name was lost is gone.
FOUND_BY_NAME = {"settings-section", "power-bi-report"}
# Rows of a name and an id: without the name they are called by their noun, and nothing else can be missing.
NAME_ALONE = {"advanced-reports-list"}
SCREENS = [
    address
    for address in every_address()
    if isinstance(mark_of(address.view), Permission | SignedIn)
    and not address.route.startswith(CONSOLE_ONLY)
    and address.name not in LEADS_ELSEWHERE
]


def is_found_in_a_list(view):
    """Whether SigningHub answers with a list where one record is looked at."""
    resource = getattr(view, "resource", None)
    operation = resource.operation("detail") if resource and "detail" in resource.screens() else None
    return operation is not None and bool(load_contract().operation(operation).row_properties)


# Without a record there is nothing to show; the page says that instead.
MAY_HAVE_NO_RECORD = {"empty body"}
PYTHON = re.compile(r"[\[{]'|\bNone\b")

# What is done to several records at once begins on their list, with the chosen ones in the address; what asks for a
# file in return sends none.
WRITING = [
    address
    for address in SCREENS
    if getattr(address.view, "screen", "list") not in {"list", "detail"}
    and ("pk>" in address.route or address.view.screen == "add")
    and address.view.resource.operation(address.view.screen)
]
# A field of each form that takes any words.
TEXTS = (
    "job_title",
    "search_name",
    "certificate_alias",
    "description",
    "machine_name",
    "name",
    "connector_detail__server_address",
)
# Where SigningHub gives no single record, the story of the screen looks at what is sent back.
EDITING = [address for address in WRITING if address.view.screen == "edit" and not is_found_in_a_list(address.view)]
# A refusal whose words are found all the same.
LEGIBLE = {"list for object", "list for text", "capital keys", "extra key"}

# What may be typed into a form can depend on what its person may do; that is not what the record says.
WHO_MAY = {"getSessionOperator", "getRole"}
# What doable() found, by address: the sandbox begins every test with the same data.
DOABLE = {}
WRITES = {operation.id for operation in load_contract().operations if operation.writes} - DOOR

screens = pytest.mark.parametrize("address", SCREENS, ids=lambda address: address.name)
writing = pytest.mark.parametrize("address", WRITING, ids=lambda address: address.name)


@pytest.fixture
def administrator(people):
    """A browser of somebody with every right."""
    return people.signed_in(EVERYTHING, all_console_rights(True))


class Luck:
    """The page of a screen as it should be, and what it shows of SigningHub's answers."""

    def __init__(self, address, client, sandbox):
        self.path = a_path_to(address, client) + QUERIES.get(address.name, "")
        self.view = address.view
        self.said = set()
        self.answers = []
        sandbox.rewrite = self.hear
        self.page = sound(client.get(self.path, follow=True))
        self.text = text_of(self.page)
        self.said = {text for text in self.said if text in self.text}
        sandbox.rewrite = None

    def hear(self, operation, _status, data):
        if operation not in {*DOOR, WHO_AM_I} and not isinstance(data, bytes):
            self.answers.append((operation, data))
            leaves = [value_at(data, path) for path in places_in(data)]
            self.said |= {one for one in leaves if is_leaf(one) and isinstance(one, str) and len(one) > 3}
        return data


def happening(answers):
    """Every accident and where, as long as it makes of these answers what none before it did; all where there are none.

    What becomes of the person's role meanwhile is looked at with each of them.
    """
    seen = [repr([data for _operation, data in answers])]
    for accident in ACCIDENTS:
        for where in accident.wheres:
            # Not compared as values: to Python, 1 is True.
            came = repr([accident.befalls(data, where, seed_of(operation, accident)) for operation, data in answers])
            if not answers or came not in seen:
                seen.append(came)
                yield accident, where


def seed_of(operation, accident):
    return f"{operation} {accident.name}"


def begin_anew(sandbox):
    """The same data as before, for the same people; what was known of SigningHub's side is forgotten."""
    sandbox.reset()
    cache.clear()
    AccessToken.objects.all().delete()


def text_of(page):
    """What a person reads: the words between the tags, and what the fields of a form hold."""
    page = re.sub(r"<(template|head)\b.*?</\1>", " ", page, flags=re.S)
    page = re.sub(r'<input[^>]* value="([^"]*)"[^>]*>', r" \1 ", page)
    return unescape(re.sub(r"<[^>]*>", " ", page))


def navigation(page):
    return re.findall(r'href="([^"]+)"', re.search(r'<nav class="side".*?</nav>', page, re.S)[0])


def title(page):
    return re.search("<title>(.*?)</title>", page, re.S)[1].strip()


def accident_to(accident, where, spared=frozenset()):
    def rewrite(operation, status, data):
        if operation in DOOR or operation in spared or isinstance(data, bytes) or status != 200:
            return data
        if operation == WHO_AM_I and where is Where.ONE:
            # What the role no longer says is closed; which screen that is would be a matter of luck.
            return data
        return accident.befalls(data, where, seed_of(operation, accident))

    return rewrite


def wrong_with(response, luck, accident, where):
    """What of a page did not survive an accident."""
    page = sound(response)
    if response.status_code != 200:
        # Only where the answer has no record at all: a page that says so.
        if where is Where.WITHIN or accident.name not in MAY_HAVE_NO_RECORD:
            yield f"answers {response.status_code}"
        elif response.status_code not in range(501, 505) or "SigningHub" not in page:
            yield f"answers {response.status_code} without a reason"
        return
    if navigation(page) != navigation(luck.page):
        yield f"navigation {set(navigation(luck.page)) ^ set(navigation(page))}"
    if not re.search(r"\w.* · SigningHub Admin$", title(page)) or not re.search(r"<h1[^>]*>\s*(<bdi>)?\s*[^<\s]", page):
        yield f"title {title(page)!r}"
    text = text_of(page)
    if leaks := set(PYTHON.findall(text)) - set(PYTHON.findall(luck.text)):
        place = PYTHON.search(text)
        yield f"Python {leaks} in {text[max(0, place.start() - 60) : place.end() + 60]!r}"
    screen = getattr(luck.view, "screen", "")
    is_whole = screen in SHOWS_ALL and not is_found_in_a_list(luck.view)
    if is_whole and accident.name == "extra key" and where is Where.OUTERMOST and "unheard of" not in text:
        yield "does not show an unknown key"
    has_rows = screen in SHOWS_ALL or (screen == "list" and "Nothing there yet" not in luck.text)
    named = getattr(luck.view, "__name__", "")
    if has_rows and named not in NAME_ALONE and accident.name == "null" and where is Where.WITHIN and "—" not in text:
        yield "does not say that there is nothing"
    if accident.keeps and (lost := sorted(said for said in luck.said if said not in text)):
        yield f"lost {lost[:5]}"


@screens
def test_a_page_survives_unlucky_answers(address, administrator, sandbox):
    luck = Luck(address, administrator, sandbox)
    problems = []
    # What uses a record stands in other areas: where the role cannot be read, the page says so instead.
    spared = WHO_MAY if (address.name or "").endswith(("-uses", "-delete")) else frozenset()
    # What is done to a record begins with the answers of its page: there, one place at a time is looked at. What uses
    # it is read from the same many answers wherever that is asked, and five kinds of profiles are like the first.
    shows = hasattr(luck.view, "part") or getattr(luck.view, "screen", "list") in {"list", "detail"}
    is_whole = shows and not spared and not (address.name or "").startswith(DECLARED_ALIKE)
    for accident, where in happening(luck.answers):
        if where is Where.ONE and not is_whole:
            continue
        cache.clear()
        sandbox.rewrite = accident_to(accident, where, spared)
        response = administrator.get(luck.path, follow=True)
        if response.status_code == 404 and (is_found_in_a_list(luck.view) or address.name in FOUND_BY_NAME):
            # Its row, or the number or the name by which it is found, was lost.
            continue
        problems += [f"{accident.name}, {where}: {problem}" for problem in wrong_with(response, luck, accident, where)]
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize(
    "address", [address for address in SCREENS if hasattr(address.view, "part")], ids=lambda one: one.name
)
def test_a_part_survives_an_unlucky_answer_in_its_place(address, administrator, sandbox):
    path = paths_to(address, administrator)[0] + QUERIES.get(address.name, "")
    for accident in ACCIDENTS:
        sandbox.rewrite = accident_to(accident, accident.wheres[0])
        response = administrator.get(path, headers={"HX-Request": "true"})
        assert response.status_code == 200 or accident.name in MAY_HAVE_NO_RECORD
        assert response.status_code in {200, *range(501, 505)}
        assert f'id="{address.view.part.id}' in response.content.decode()


def changed_form(response, path, words):
    """What a browser would post after one field was changed, and that field; None where none can be."""
    form = response.context["form"]
    (fields,) = [found.fields for found in forms_in(response, path) if "nonce" in found.fields]
    open_fields = {name: field for name, field in form.fields.items() if not field.disabled}
    for name in fields.keys() - open_fields.keys() & form.fields.keys():
        del fields[name]
    text = next((name for name in TEXTS if name in open_fields), None)
    if text or not open_fields:
        return (fields | {text: words}, text) if text else (fields, None)
    name = next((name for name, field in open_fields.items() if isinstance(field, BooleanField)), None)
    if name in fields:
        del fields[name]
    elif name:
        fields[name] = "on"
    return fields, name


def pairs_in(data):
    """Every key of the record with its value, one level of wrapping taken off."""
    while isinstance(data, list) and len(data) == 1:
        data = data[0]
    for key, value in data.items():
        yield folded(key), value
        inner = value[0] if isinstance(value, list) and len(value) == 1 else value
        if isinstance(inner, dict):
            yield from ((folded(name), one) for name, one in inner.items())


def a_path_to(address, client):
    """A path to a screen: of a form, to one that could be saved as it is; never to a record that is none to change."""
    paths = paths_to(address, client)
    screen = getattr(address.view, "screen", "")
    if screen not in {"edit", "delete"}:
        return paths[0]
    pages = ((path, client.get(path)) for path in paths)
    return next(
        path
        for path, page in pages
        if page.status_code == 200 and (screen != "edit" or is_filled(page.context["form"]))
    )


def is_filled(form):
    return all(form.base.get(name) or not field.required for name, field in form.fields.items())


@pytest.mark.parametrize("address", EDITING, ids=lambda address: address.name)
def test_a_form_over_an_unlucky_record_sends_back_what_it_got(address, administrator, sandbox):
    path = a_path_to(address, administrator)
    for accident in [one for one in ACCIDENTS if one.name != "empty body"]:
        begin_anew(sandbox)
        for where in accident.wheres:
            cache.clear()
            lost = lost_by_a_change(address, path, accident, where, administrator, sandbox)
            assert lost == [], f"{accident.name}, {where}"


def lost_by_a_change(address, path, accident, where, client, sandbox):
    """Change one field of an unlucky record and save it: what was sent otherwise than it was read."""
    given = remember_record(address.view.resource, accident_to(accident, where), sandbox)
    response = client.get(path)
    assert response.status_code == 200
    fields, changed = changed_form(response, path, f"Changed by a test: {where}")
    if changed is None:
        return []
    response = client.post(path, fields | {"step": "review"})
    if response.status_code == 422:
        # What SigningHub requires and does not have must be filled in first; nothing else is in the way.
        form = response.context["form"]
        assert [bound.name for bound in form.fields_at_fault() if form.base.get(bound.name)] == []
        assert form.fields_at_fault()
        assert not accident.keeps, f"{accident.name}, {where}: {form.errors}"
        return []
    assert response.status_code == 200
    sandbox.requests.clear()
    assert client.post(path, {"nonce": fields["nonce"], "step": "save"}).status_code in {302, 422}
    return lost_on_the_way_back(address, given["record"], changed, sandbox)


def remember_record(resource, rewrite, sandbox):
    """Let every answer be rewritten; under "record" is the latest of the resource's, as it was sent."""
    given = {}

    def remembering(operation, status, data):
        if operation not in WHO_MAY or operation == resource.operation("detail"):
            data = rewrite(operation, status, data)
        if operation == resource.operation("detail"):
            given["record"] = data
        return data

    sandbox.rewrite = remembering
    return given


def lost_on_the_way_back(address, record, changed, sandbox):
    """What an update sent otherwise than it was read, or left out."""
    update = load_contract().operation(address.view.resource.operation("edit"))
    (sent,) = [request.body for request in sandbox.requests if request.operation == update.id]
    got = [(name, less_secrets(value)) for name, value in pairs_in(record)]
    had = [name for name in update.body_properties if any(key == folded(name) and value for key, value in got)]
    # Of a nested property one value is changed; tests/console/screens/test_nested.py looks at the others.
    changed = changed.partition("__")[0]
    # What SigningHub requires and did not give goes back empty.
    allowed = [*got, *((folded(name), []) for name in update.body_schema.get("required", ()) if name not in record)]
    altered = [
        name for name, value in sent.items() if name != changed and (folded(name), less_secrets(value)) not in allowed
    ]
    return altered + [name for name in had if name not in sent]


def less_secrets(value):
    """A value without the pairs of its attribute lists that are secrets: an untouched secret is not sent."""
    if isinstance(value, dict):
        return {name: less_secrets(one) for name, one in value.items()}
    if not isinstance(value, list):
        return value
    pairs = [pair_in(one) for one in value]
    return [less_secrets(one) for one, pair in zip(value, pairs, strict=True) if not (pair and is_secret(pair.name))]


def candidates(address, client):
    """Paths to a screen, those of its list's views too: guests, dormant accounts and the like."""
    yield from (path + QUERIES.get(address.name, "") for path in paths_to(address, client))
    resource = address.view.resource
    if resource.parent is None and "pk>" in address.route:
        for view in resource.views:
            page = client.get(resource.url("list"), {resource.views_by: view.value})
            for value in fitting(linked(page, resource.url("list")), "int")[:RECORDS]:
                yield resource.url(address.view.screen, value)


def doable(address, client, sandbox):
    """A path to a screen on which all can be done to the end, and what SigningHub answers then to each change."""
    if address.route not in DOABLE:
        DOABLE[address.route] = found_doable(address, client, sandbox)
    begin_anew(sandbox)
    return DOABLE[address.route]


def found_doable(address, client, sandbox):
    """As doable, by trying one record after the other."""
    heard = []
    for path in dict.fromkeys(candidates(address, client)):
        begin_anew(sandbox)
        heard.clear()

        def hear(operation, _status, data):
            if operation in WRITES:
                heard.append((operation, data))
            return data

        sandbox.rewrite = hear
        response = sent_from(path, client)
        if response is not None and response.status_code == 302 and heard:
            return path, list(heard)
    raise AssertionError(f"{address.route} can be done to no record")


def sent_from(path, client):
    """The answer after a page's form was sent to the end as somebody sends it; None where it has no form."""
    response = client.get(path)
    asked = own_form(response, path)
    if asked is None:
        return None
    as_somebody_leaves_it(asked, response)
    for _step in range(2):
        # The last button goes on; those before it lead back.
        response = client.post(path, asked.fields | dict(asked.buttons[-1:]))
        asked = own_form(response, path) if response.status_code == 200 else None
        if asked is None:
            break
    return response


def own_form(response, path):
    """The form of a page that does what the page is for."""
    found = [form for form in forms_in(response, path) if "nonce" in form.fields and form.buttons]
    return found[0] if response.status_code == 200 and found else None


@writing
def test_a_write_survives_unlucky_answers_to_it(address, administrator, sandbox):
    path, answers = doable(address, administrator, sandbox)
    for accident, where in happening(answers):
        begin_anew(sandbox)
        sandbox.rewrite = lambda operation, _status, data, accident=accident, where=where: (
            accident.befalls(data, where, seed_of(operation, accident)) if operation in WRITES else data
        )
        response = sent_from(path, administrator)
        assert response.status_code == 302, f"{accident.name}, {where}: {response.status_code}"


@writing
def test_a_refusal_that_comes_otherwise_is_a_refusal_with_its_words(address, administrator, sandbox):
    path, answers = doable(address, administrator, sandbox)
    operation = answers[-1][0]
    begin_anew(sandbox)
    refused = {}
    sandbox.faults.add(f"operation={operation} kind=fail status=400")
    sandbox.rewrite = lambda called, _status, data: refused.setdefault(called, data)
    sent_from(path, administrator)
    for accident, where in happening([(operation, refused[operation])]):
        sandbox.rewrite = lambda _operation, status, data, accident=accident, where=where: (
            accident.befalls(data, where, operation) if status == 400 else data
        )
        response = sent_from(path, administrator)
        assert response.status_code == 422
        page = sound(response)
        assert not re.search(r"[\[{]'", text_of(page))
        if accident.name in LEGIBLE:
            assert "The sandbox was told to fail." in page


def test_no_token_is_a_page_with_a_reason(administrator, sandbox):
    for accident, where in happening([]):
        cache.clear()
        sandbox.rewrite = lambda operation, _status, data, accident=accident, where=where: (
            accident.befalls(data, where, operation) if operation in DOOR else data
        )
        AccessToken.objects.all().delete()
        for path in ("/accounts/", "/"):
            response = administrator.get(path)
            assert response.status_code in {200, *range(501, 505)}
            assert navigation(sound(response))
