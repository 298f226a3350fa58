"""Pick lists: SigningHub's own values, the guide's where it gives none, and nothing lost that is in neither."""

import re
from html import unescape

import pytest
from django import forms

from console.api.contract import load_contract, titles_of
from console.api.errors import ApiNotOffered
from console.screens.cells import Reader, cell, guessed
from console.screens.forms import ApiForm, Picker
from console.screens.pickers import fill, read_options
from tests.apps.access.screens.driving import bodies, save

PK = 1013  # José Luís da Conceição, in nobody's enterprise
URL = f"/accounts/{PK}/edit/"
NOT_OFFERED = ApiNotOffered("This SigningHub does not offer it.", operation="listCountries", sent=False)
NOTE = "SigningHub did not give its list"
SOURCES = {"listCountries": ("Country", 244), "listLanguages": ("Language", 33), "listTimeZones": ("TimeZone", 96)}


class PlaceForm(ApiForm):
    """A form with all three lists, and one that has no appendix."""

    country = Picker(source="listCountries")
    language = Picker(source="listLanguages")
    national_id = Picker(source="listTimeZones")
    company_name = Picker(source="listRoles")


class SilentApi:
    """Not offered: every call is refused before it is sent."""

    def __init__(self, api, error):
        self.environment, self.error, self.calls = api.environment, error, 0

    def call(self, *_args, **_kwargs):
        self.calls += 1
        raise self.error


def options(page, name):
    """What the select of a field offers: value to words."""
    select = re.search(rf'<select[^>]*name="{name}".*?</select>', page, re.S).group()
    pairs = re.findall(r'<option value="([^"]*)"[^>]*>([^<]*)<', select)
    return {unescape(value): unescape(words) for value, words in pairs}


def appendix(name):
    return titles_of({"x-values-of": f"#/components/schemas/{name}"})


def test_countries_and_languages_are_those_of_signinghub_letter_for_letter(ann):
    page = ann.get(URL).content.decode()
    assert {"CôtedIvoire", "HeardIs land and Mcdonald Islands"} <= set(options(page, "country"))
    assert options(page, "language")["ar-AE"] == "العربية"
    assert NOTE not in page


def test_in_arabic_countries_go_by_their_arabic_names_and_are_sent_as_signinghub_spells_them(ann, sandbox):
    ann.user.language = "ar"
    ann.user.save()
    offered = options(ann.get(URL).content.decode(), "country")
    assert len(offered) == 245
    assert (offered["Japan"], offered["CôtedIvoire"]) == ("اليابان", "ساحل العاج")
    assert [words for words in offered.values() if re.search("[A-Za-z]", words)] == []
    assert list(offered.values())[1:] == sorted(list(offered.values())[1:])
    save(ann, URL, country="Japan")
    (body,) = bodies(sandbox, "updateAccount")
    assert body["country"] == "Japan"
    page = ann.get(f"/accounts/{PK}/").content.decode()
    assert "اليابان" in page
    listed = ann.get("/accounts/?country=Japan&columns=user_name&columns=country").content.decode()
    assert '<bdi>اليابان</bdi> <span class="mono mute" dir="ltr">Japan</span>' in listed
    assert '<option value="Japan">اليابان</option>' in listed
    assert [call.headers.get("x-country") or call.headers.get("X-Country") for call in sandbox.requests][-1] == "Japan"


@pytest.mark.parametrize("fault", ["fail status=500", "fail status=403", "html", "slow seconds=5"])
def test_where_the_list_fails_the_guides_values_are_offered_with_a_note(ann, sandbox, fault):
    sandbox.faults.add(f"operation=listCountries kind={fault}")
    page = ann.get(URL).content.decode()
    assert set(appendix("Country")) <= set(options(page, "country"))
    assert NOTE in page


def test_an_empty_list_is_as_good_as_none(ann, answer_with):
    answer_with("listLanguages", {"languages": []})
    page = ann.get(URL).content.decode()
    assert set(appendix("Language")) <= set(options(page, "language"))
    assert NOTE in page


def test_a_silent_list_is_not_waited_for_by_the_next_form(ann, sandbox):
    sandbox.faults.add("operation=listCountries kind=fail status=500")
    ann.get(URL)
    sandbox.requests.clear()
    assert NOTE in ann.get(URL).content.decode()
    assert not [call for call in sandbox.requests if call.operation == "listCountries"]


def test_a_list_is_asked_for_once_for_many_forms(ann, sandbox):
    ann.get(URL)
    sandbox.requests.clear()
    ann.get(URL)
    assert not [call for call in sandbox.requests if call.operation in SOURCES]


def test_values_that_no_list_has_stay_choosable_whether_stored_or_typed(ann, signinghub):
    api = SilentApi(type("Api", (), {"environment": signinghub}), NOT_OFFERED)
    operation = load_contract().operation("updateAccount")
    form = PlaceForm({"country": "Eldorado"}, operation=operation, base={"country": "Atlantis", "language": "tlh"})
    fill([field for field in form.fields.values() if isinstance(field, Picker)], form, api)
    assert {"Atlantis", "Eldorado", "France"} <= {value for value, _words in form.fields["country"].widget.choices}
    assert "tlh" in {value for value, _words in form.fields["language"].widget.choices}
    assert 'value="Eldorado" selected' in str(form["country"])


def test_every_value_of_the_appendix_is_offered_and_a_list_without_one_is_typed(signinghub):
    api = SilentApi(type("Api", (), {"environment": signinghub}), NOT_OFFERED)
    form = PlaceForm(operation=load_contract().operation("updateAccount"), base={})
    fill([field for field in form.fields.values() if isinstance(field, Picker)], form, api)
    for name, field in form.fields.items():
        if field.source in SOURCES:
            title, number = SOURCES[field.source]
            values = [value for value, _words in field.widget.choices if value]
            assert (len(values), values) == (number, list(appendix(title))), name
    assert isinstance(form.fields["company_name"].widget, forms.TextInput)
    assert "typed as SigningHub spells it" in form.fields["company_name"].help_text


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"country": [{"key": "a", "value": "A"}]}, [("a", "A")]),
        ([{"name": "a"}], [("a", "a")]),
        (["a", "", None], [("a", "a")]),
        ({"a": "A"}, [("a", "A")]),
        (None, []),
        ("nonsense", []),
    ],
)
def test_a_list_is_read_in_any_likely_shape(data, expected):
    assert read_options(data) == expected


def test_the_country_filter_suggests_the_guides_spellings_and_takes_any_other(ann):
    page = ann.get("/accounts/?country=Atlantis").content.decode()
    field = re.search(r'<input[^>]*name="country"[^>]*>', page).group()
    listed = re.search(r'list="([^"]+)"', field).group(1)
    assert 'value="Atlantis"' in field
    assert f'<datalist id="{listed}"><option value="Afghanistan">' in page


def test_facts_name_a_language_and_a_time_zone_and_keep_their_keys():
    reader = Reader()
    assert "Español (ES)" in guessed("es-ES", reader, "language")
    assert "es-ES" in guessed("es-ES", reader, "language")
    assert "(UTC+05:45) Kathmandu" in guessed("Nepal Standard Time", reader, "time_zone")
    assert "العربية" in cell("language", "ar-AE", reader)
    assert guessed("xx-XX", reader, "language") == cell("text", "xx-XX", reader)
