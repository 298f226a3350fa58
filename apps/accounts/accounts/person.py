"""What SigningHub knows of the person behind an account, in the groups that people look for it in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from apps.accounts.accounts.forms import EditAccountForm
from console.api.contract import Contract, titles_of
from console.screens import facts
from console.screens.cells import Reader, humanise, is_empty, plain
from console.screens.resource import Row, Text

# What the head of the page says already.
IN_THE_HEAD = frozenset({"id", "user_name", "user_email", "locked", "dormant", "guest"})
GROUPS: tuple[tuple[Text, tuple[str, ...]], ...] = (
    (
        _("Person"),
        (
            *("common_name", "mobile_number", "job_title", "company_name", "national_id", "country", "language"),
            *("time_zone", "picture"),
        ),
    ),
    (_("Access"), ("enabled", "activated", "created_on", "last_accessed_on", "ra_id", "csc_id", "csp_id")),
    (_("Enterprise"), ("enterprise", "role", "enterprise_owner")),
)
WORDS: Mapping[str, Text] = {
    "activated": _("Activated"),
    "created_on": _("Created"),
    "enterprise_owner": _("Owns the enterprise"),
    "last_accessed_on": _("Last activity"),
    "picture": _("Picture"),
    "role": _("Role"),
    "time_zone": _("Time zone"),
    "billing_enabled": _("Billing applies"),
    "ra_enable": _("RA ID applies"),
    "csp_enable": _("CSP ID applies"),
    "csc_enable": _("CSC ID applies"),
}


def titles() -> dict[str, Text]:
    """What the keys of an account are called: as in its form, where it is in it."""
    return {name: field.label or humanise(name) for name, field in EditAccountForm.base_fields.items()} | dict(WORDS)


def groups(user: Row, contract: Contract, reader: Reader) -> list[facts.Group]:
    """The facts of a person by group; what nobody foresaw stands at the end, humanised."""
    values = in_words(user, contract)
    grouped = {name for _title, names in GROUPS for name in names}
    found: list[facts.Group] = []
    for title, names in GROUPS:
        own = {name: values[name] for name in names if name in values and not isinstance(values[name], SafeString)}
        linked = [facts.Fact(title, values[name]) for name in names if isinstance(values.get(name), SafeString)]
        # Where all of a group is empty, such as the enterprise of somebody without one, there is nothing to group.
        if linked or any(not is_empty(value) and value is not False for value in own.values()):
            first, *others = facts.groups(own, titles(), reader, str(title)) or [facts.Group(str(title), [])]
            found += [facts.Group(first.title, [*linked, *first.facts]), *others]
    more = {name: value for name, value in values.items() if name not in grouped | IN_THE_HEAD}
    return [*found, *(facts.groups(more, titles(), reader, str(_("More"))) if more else [])]


def in_words(user: Row, contract: Contract) -> dict[str, Any]:
    """The person's values as people read them: the appendix's titles for its keys, an enterprise as a link to it."""
    answer = contract.operation("getAccount").answer_properties.get("user", {}).get("properties", {})
    values = dict(user)
    for name, value in user.items():
        if isinstance(value, str) and (words := titles_of(answer.get(name, {})).get(value)):
            values[name] = words
    if "picture" in values:
        # Base64 of the picture itself: nothing to read.
        values["picture"] = bool(values["picture"])
    if address := enterprise_address(user):
        name = plain(values["enterprise"]) or plain(enterprise_id(user))
        values["enterprise"] = format_html('<a href="{}"><bdi>{}</bdi></a>', address, name)
    return values


def enterprise_id(user: Row) -> int | None:
    """The id of the person's enterprise, where SigningHub says it."""
    enterprise = user.get("enterprise")
    found = enterprise.get("id") if isinstance(enterprise, Mapping) else user.get("enterprise_id")
    return found if isinstance(found, int) and not isinstance(found, bool) and found > 0 else None


def enterprise_address(user: Row) -> str:
    """The page of the person's enterprise; "" where they have none."""
    number = enterprise_id(user)
    return "" if number is None or "enterprise" not in user else reverse("enterprises-detail", args=(number,))
