"""Everything said to people can be said in their language, and Arabic is complete."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Message
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.template.base import Lexer, TokenType
from django.test import Client
from django.utils import timezone, translation

from apps.access.models import User
from apps.access.profile.zones import zone_choices
from console.screens import cells
from tests.console.screens.people import ann, credential_of, own_cache, person, signinghub
from tests.every_screen.addresses import every_address

__all__ = ["ann", "credential_of", "own_cache", "person", "signinghub"]

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html")) + sorted((ROOT / "templates").rglob("*.txt"))
MARKS = re.compile(r"%\(\w+\)[sd]|%[sd]|</?bdi>")
# Names that are the same in every language.
NAMES = {"SigningHub", "SigningHub Admin", "Esc"}
# What the browser reads out or shows besides text.
SAID = {"alt", "aria-label", "aria-description", "data-said", "placeholder", "title"}
GETTEXT = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "pgettext", "pgettext_lazy", "npgettext"}
# Faults of the code or of the setting up, read in a terminal or a log by whoever runs the console.
FAULTS = {
    "TypeError",
    "ValueError",
    "KeyError",
    "RuntimeError",
    "ImproperlyConfigured",
    "Error",
    "CommandError",
    "stop",
}
FOR_THE_TERMINAL = ("management", "migrations", "spec")
NOT_SAID = {
    "%Y-%m-%d %H:%M",  # __str__ of a record, for the log
    "%Y-%m-%d %H:%M:%S",
    "PRIVATE KEY",  # what a PEM file says
    "Invalid password",  # what a library says
    "SigningHub Admin",
    "Second factors",  # a count in a command
    "Audit chain",
    "The deadline of the call is over.",  # never shown: turned into another error
    "Y-m-d H:i",
}
SQL = re.compile(r"(PRAGMA|SELECT|SET LOCAL) ")


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """The language of one test is not that of the next."""
    with translation.override("en"):
        yield


@pytest.fixture(scope="module")
def messages() -> ModuleType:
    """The program that renews and compiles the catalogues."""
    spec = importlib.util.spec_from_file_location("messages", ROOT / "locale" / "messages.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def arabic(messages):
    """The catalogue as it stands in the repository."""
    [path] = [path for path in messages.catalogues() if path.parts[-3] == "ar"]
    return messages.read(path)


def forms_of(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def told(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple) else message.id


# The catalogue


def test_every_text_of_the_sources_is_in_the_catalogue_and_nothing_else(messages, arabic):
    wanted = {(message.context, message.id) for message in messages.template() if message.id}
    there = {(message.context, message.id) for message in arabic if message.id}
    assert wanted - there == set(), "run `make messages` and translate what is new"
    assert there - wanted == set(), "run `make messages`: nobody says these any more"


def test_no_text_stands_within_a_formatted_string_where_nothing_finds_it():
    """Babel does not look into an f-string."""
    hidden = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for folder in ("console", "apps")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for string in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(string, ast.JoinedStr)
        for call in ast.walk(string)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in GETTEXT
    ]
    assert hidden == []


def test_every_text_is_translated_and_none_is_a_guess(messages, arabic):
    assert [told(message) for message in arabic if message.id and not messages.is_translated(message)] == []


def test_translations_keep_what_is_filled_in(arabic):
    faults = []
    for message in arabic:
        if not message.id:
            continue
        source = message.id[-1] if isinstance(message.id, tuple) else message.id
        wanted = sorted(MARKS.findall(source))
        for place, form in enumerate(forms_of(message)):
            found = sorted(MARKS.findall(form))
            # None, one and two are words in Arabic, unless the number is filled in by its place.
            counts_in_words = len(forms_of(message)) > 1 and place < 3 and "%d" not in source
            if not (found == wanted or (counts_in_words and set(found) <= set(wanted))):
                faults.append((told(message), form))
    assert faults == []


def test_plurals_have_all_six_forms(arabic):
    plurals = [message for message in arabic if message.id and isinstance(message.id, tuple)]
    assert arabic.num_plurals == 6
    assert plurals
    assert [message.id for message in plurals if len(message.string) != 6] == []


def test_translations_are_in_arabic(arabic):
    """Whatever holds words at all, except names and codes that stay as they are."""
    english = [
        told(message)
        for message in arabic
        if message.id and not any("\u0600" <= letter <= "\u06ff" for letter in "".join(forms_of(message)))
    ]
    assert set(english) <= {"TLS", "Base64", "%(what)s.", "%(shown)s of %(total)s", "%(share)s %%"}


def test_the_same_word_counts_in_the_right_form():
    with translation.override("ar"):
        said = [translation.ngettext("%d day left", "%d days left", number) for number in (0, 1, 2, 3, 11, 100)]
    assert len(set(said)) == 6


@pytest.mark.parametrize(("said", "expected"), [("Today %s", "اليوم \u2068%s\u2069")])
def test_values_stand_apart_in_a_right_to_left_sentence(said, expected):
    with translation.override("ar"):
        assert translation.pgettext("a time today", said) == expected


def test_the_words_of_libraries_are_arabic_too():
    with translation.override("ar"):
        assert translation.gettext("This field is required.") == "هذا الحقل مطلوب."
        # allauth's own; ours stand in front of it.
        assert translation.gettext("Incorrect password.") != "Incorrect password."


def test_a_short_password_is_refused_in_arabic():
    with translation.override("ar"), pytest.raises(ValidationError) as refusal:
        validate_password("x7")
    assert [letter for letter in refusal.value.messages[0] if "a" <= letter <= "z"] == []


# Nothing is said past the catalogue


class Words(HTMLParser):
    """The words in a template that no tag of Django's made."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.silent += tag in {"script", "style", "svg"}
        self.found += [value for name, value in attributes if name in SAID and value and has_words(value)]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in {"script", "style", "svg"}

    def handle_data(self, data: str) -> None:
        # A file may hold attributes alone, for the tag of another.
        data = re.sub(r'[\w-]+="[^"]*"', "", data)
        if not self.silent and has_words(data):
            self.found.append(" ".join(data.split()))


def has_words(text: str) -> bool:
    return bool(re.search(r"[^\W\d_]{2}", text)) and " ".join(text.split()) not in NAMES


def own_words(source: str) -> Iterator[str]:
    """What a template says without {% translate %}."""
    kept, hidden = [], ""
    for token in Lexer(source).tokenize():
        name = token.contents.split()[0] if token.token_type == TokenType.BLOCK and token.contents.split() else ""
        if hidden:
            hidden = "" if name == hidden else hidden
        elif name in {"comment", "blocktranslate"}:
            hidden = f"end{name}"
        else:
            kept.append(token.contents if token.token_type == TokenType.TEXT else "·")
    reader = Words()
    reader.feed("".join(kept))
    reader.close()
    yield from reader.found


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT / "templates").as_posix())
def test_a_template_says_nothing_untranslated(path):
    found = [words.strip("· ") for words in own_words(path.read_text(encoding="utf-8"))]
    assert [words for words in found if has_words(words) and words.strip("· ") not in NAMES] == []


@pytest.mark.parametrize(
    "planted",
    [
        "<p>Hello there</p>",
        '<button aria-label="Close it">{% icon "x" %}</button>',
        "{% blocktranslate %}Good{% endblocktranslate %} bad",
        '<input placeholder="Your name">',
    ],
)
def test_a_planted_text_is_found(planted):
    assert list(own_words(planted))


def sentences(node: ast.AST) -> Iterator[str]:
    """Literals that read like words for people and go through no gettext."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return
    if isinstance(node, ast.Call):
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name in GETTEXT | FAULTS:
            return
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    if is_text and re.match(r"[A-Z“%][^\n]*\s\S", node.value) and not SQL.match(node.value):
        yield node.value
    for child in ast.iter_child_nodes(node):
        yield from sentences(child)


def test_no_sentence_of_the_code_goes_past_gettext():
    found = []
    for path in [*(ROOT / "console").rglob("*.py"), *(ROOT / "apps").rglob("*.py")]:
        if not set(path.parts) & set(FOR_THE_TERMINAL) and path.name not in {"checks.py", "seal.py"}:
            tree = ast.parse(path.read_text(encoding="utf-8"))
            found += [(path.relative_to(ROOT).as_posix(), words) for words in sentences(tree) if words not in NOT_SAID]
    assert found == []


def test_a_planted_sentence_is_found():
    planted = 'def refuse(form):\n    """No matter."""\n    form.add_error("name", "This is not a name.")\n'
    assert list(sentences(ast.parse(planted))) == ["This is not a name."]


# Pages


class Visible(HTMLParser):
    """The text of a page, piece by piece, without what stands in <bdi>: that is data."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.skipped = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.skipped += tag in {"bdi", "script", "style", "option"}
        self.pieces += [value for name, value in attributes if name in SAID and value]

    def handle_endtag(self, tag: str) -> None:
        self.skipped -= tag in {"bdi", "script", "style", "option"}

    def handle_data(self, data: str) -> None:
        if not self.skipped and data.strip():
            self.pieces.append(" ".join(data.split()))


@pytest.fixture
def in_arabic(ann):
    """Somebody with every right who reads Arabic."""
    User.objects.filter(pk=ann.user.pk).update(language="ar")
    return ann


def walked(client: Client) -> dict[str, str]:
    """The pages that links lead to, one for each kind of address."""
    waiting, seen, pages = (
        ["/", "/profile/", "/find/?q=ma", "/accounts/?accounts=ENTERPRISE", "/no-such-page/"],
        set(),
        {},
    )
    routes = {address.route: re.compile(address_pattern(address.route)) for address in every_address()}
    while waiting:
        path = waiting.pop(0)
        route = next((route for route, pattern in routes.items() if pattern.fullmatch(path.split("?")[0])), path)
        if route in seen:
            continue
        seen.add(route)
        response = client.get(path)
        if not response.get("Content-Type", "").startswith("text/html"):
            continue
        pages[path] = response.content.decode()
        waiting += re.findall(r'(?:href|hx-get)="(/[^"#]*)"', pages[path].replace("&amp;", "&"))
    return pages


def address_pattern(route: str) -> str:
    return "/" + re.sub(r"<[^>]+>", "[^/]+", route)


def test_no_page_says_a_text_of_ours_in_english(in_arabic, arabic):
    english = {
        told(message)
        for message in arabic
        if message.id and not MARKS.search(told(message)) and forms_of(message)[0] != told(message)
    }
    pages = walked(in_arabic)
    assert len(pages) > 15
    said = {path: [piece for piece in Visible(page).pieces if piece in english] for path, page in pages.items()}
    # SigningHub's own data may be a word that we also say.
    data = {"Production", "Valid", "Admin", "Administrator", "Auditor", "Support desk", "English"}
    left = {path: sorted(set(pieces) - data) for path, pieces in said.items()}
    assert {path: pieces for path, pieces in left.items() if pieces} == {}
    assert all('lang="ar" dir="rtl"' in page for page in pages.values() if "<html" in page)


@pytest.mark.parametrize(
    ("asked", "language"), [("ar", "ar"), ("ar-SA,en;q=0.5", "ar"), ("fr,en;q=0.5", "en"), ("", "en"), ("xx", "en")]
)
@pytest.mark.django_db
def test_the_door_speaks_the_browsers_language(asked, language):
    page = Client(headers={"accept-language": asked}).get("/signin/").content.decode()
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in page


@pytest.mark.django_db
def test_a_language_chosen_at_the_door_is_remembered_there(settings):
    visitor = Client(headers={"accept-language": "en"})
    answer = visitor.post("/language/", {"language": "ar", "next": "/signin/?next=/accounts/"})
    assert (answer.status_code, answer["Location"]) == (302, "/signin/?next=/accounts/")
    cookie = visitor.cookies[settings.LANGUAGE_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert 'lang="ar" dir="rtl"' in visitor.get("/signin/").content.decode()


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
@pytest.mark.django_db
def test_choosing_a_language_leads_nowhere_else(elsewhere):
    answer = Client().post("/language/", {"language": "ar", "next": elsewhere})
    assert answer["Location"] == "/"


@pytest.mark.django_db
def test_a_language_that_there_is_not_changes_nothing(settings):
    visitor = Client()
    visitor.post("/language/", {"language": "tlh", "next": "/signin/"})
    assert settings.LANGUAGE_COOKIE_NAME not in visitor.cookies
    assert visitor.get("/language/").status_code == 405


def test_the_profile_overrules_browser_and_cookie(in_arabic):
    in_arabic.post("/language/", {"language": "en"})
    page = in_arabic.get("/profile/", headers={"accept-language": "en"})
    assert 'lang="ar"' in page.content.decode()
    assert page["Content-Language"] == "ar"
    assert translation.get_language() != "ar"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_chosen_theme_reaches_the_page(ann, theme):
    User.objects.filter(pk=ann.user.pk).update(theme=theme)
    assert f'data-theme="{theme}"' in ann.get("/profile/").content.decode()


def test_the_systems_theme_is_left_to_the_browser(ann):
    assert "data-theme" not in ann.get("/profile/").content.decode()


def test_each_page_names_the_time_zone_of_its_times(ann):
    User.objects.filter(pk=ann.user.pk).update(time_zone="Asia/Kathmandu")
    assert "Times are in <bdi>Asia/Kathmandu</bdi>" in ann.get("/accounts/").content.decode()


def test_zones_are_grouped_and_say_how_far_they_are():
    groups = {str(title): zones for title, zones in zone_choices()}
    assert ("Asia/Kathmandu", "Kathmandu (UTC+05:45)") in groups["Asia"]
    assert groups["UTC"] == "UTC"
    assert ("US/Eastern", "US/Eastern") in zone_choices("US/Eastern")
    assert ("Mars/Olympus", "Mars/Olympus") not in zone_choices("Mars/Olympus")


# Dates and numbers


@pytest.mark.parametrize("language", ["en", "ar"])
def test_numbers_have_western_digits_and_thousands_marks_in_both_languages(language):
    with translation.override(language):
        assert "1,234,567" in cells.cell("number", 1234567, cells.Reader())
        assert "1,234.50" in cells.cell("money", {"amount": 1234.5}, cells.Reader())


@pytest.mark.parametrize("language", ["en", "ar"])
def test_dates_are_iso_in_both_languages(language):
    with translation.override(language):
        assert "2020-02-29 13:05" in cells.cell("datetime", "2020-02-29T13:05:00Z", cells.Reader())


def test_today_is_a_word():
    with translation.override("ar"):
        assert "اليوم" in cells.cell("datetime", timezone.now().isoformat(), cells.Reader())


def test_the_week_begins_where_the_language_begins_it():
    from django.utils.formats import get_format

    assert [get_format("FIRST_DAY_OF_WEEK", lang=language) for language in ("en", "ar")] == [1, 6]


def test_signinghub_hears_the_language_that_was_chosen(in_arabic, sandbox):
    sandbox.requests.clear()
    in_arabic.get("/accounts/")
    heard = {call.headers.get("accept-language") for call in sandbox.requests if call.operation == "listAccounts"}
    assert heard == {"ar-AE"}


def test_the_catalogues_are_made_before_there_are_any_settings():
    """`make setup` makes them: nothing that they need may ask for a setting."""
    program = [sys.executable, str(ROOT / "locale" / "messages.py"), "--help"]
    without = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}
    done = subprocess.run(program, env=without, capture_output=True, text=True, timeout=60)
    # What it says of an argument that it does not know: it got as far as its own words, and wrote nothing.
    assert done.stderr == "locale/messages.py: --help is not known; there is --renew.\n"
