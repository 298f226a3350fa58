"""What depends on what: who refers to a connector, a profile or a service plan. (Of roles SigningHub says it itself.)

SigningHub has no operation for this, so the records that could refer to one are read and searched. A module whose
resource is in `REFERRING` takes part with

    urlpatterns = [
        *screen_urls(resource, detail=dependencies.detail, delete=dependencies.delete),
        *dependencies.urls(resource),
    ]

and has "Used by" on its record's page; its deletion then says what would break, by the same search. It only warns: what
refers to what is inferred, and whether SigningHub lets a used record go is for SigningHub to say.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from urllib.parse import urlencode

import structlog
from django.http import HttpResponse
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from console.api.contract import folded
from console.api.errors import ApiError
from console.api.records import record_in, records_in
from console.permissions import Area, Permission, Right, requires
from console.requests import ConsoleRequest
from console.screens import asking, views
from console.screens.cells import as_number, plain
from console.screens.page import service_of, way_back
from console.screens.parts import PATIENCE, Part, places
from console.screens.resource import Resource, Row, Text
from console.screens.urls import route_of

log = structlog.get_logger(__name__)

# In seconds, all reads together: the part of a page is given up soon after.
LONGEST_SEARCH = PATIENCE - 2
# Of one kind. Real installations have a tenth of it.
MOST_RECORDS = 100
# A pair of an attribute list has two texts, and perhaps an id.
LARGEST_PAIR = 3
FOLLOWED = 8


@dataclass(frozen=True)
class Use:
    """One thing that refers to a record: its kind, its name, and its page ("" where there is none)."""

    kind: Text
    name: str
    url: str = ""


@dataclass(frozen=True)
class Findings:
    """What a search found, and a sentence for everything that it could not look at."""

    uses: tuple[Use, ...] = ()
    unread: tuple[str, ...] = ()

    def in_words(self) -> str:
        """The uses as one line, those of a kind together. A name may hold a comma, so each is set in quotes."""
        kinds: dict[str, list[str]] = {}
        for use in self.uses:
            kinds.setdefault(str(use.kind), []).extend([f"“{use.name}”"] if use.kind and use.name else [use.name])
        named = {kind: ", ".join(filter(None, names)) for kind, names in kinds.items()}
        return "; ".join(": ".join(filter(None, pair)) for pair in named.items())


@dataclass(frozen=True)
class Wanted:
    """The record whose uses are looked for: its id, its name, and the keys under which others refer to it."""

    pk: str
    name: str
    keys: re.Pattern[str]


@dataclass(frozen=True)
class Source:
    """Records that may refer to others. `get` reads one where the list has not all of it; `address` names its page."""

    title: Text
    area: Area
    list: str
    get: str = ""
    address: str = ""


PROFILES = (
    ("authentication", gettext_lazy("Authentication profile"), Area.AUTHENTICATION_PROFILES),
    ("certification", gettext_lazy("Certification profile"), Area.CERTIFICATION_PROFILES),
    ("signing", gettext_lazy("Signing profile"), Area.SIGNING_PROFILES),
    ("electronic-seal", gettext_lazy("Electronic seal profile"), Area.ELECTRONIC_SEAL_PROFILES),
    ("verification", gettext_lazy("Verification profile"), Area.VERIFICATION_PROFILES),
    ("virtual-id", gettext_lazy("Virtual ID profile"), Area.VIRTUAL_ID_PROFILES),
)


def _profile_source(kind: str, title: Text, area: Area) -> Source:
    name = "".join(word.capitalize() for word in kind.split("-"))
    return Source(title, area, f"list{name}Profiles", f"get{name}Profile", f"{kind}-profiles-detail")


EVERY_PROFILE = tuple(_profile_source(*profile) for profile in PROFILES)
PLANS = Source(
    gettext_lazy("Service plan"), Area.SERVICE_PLANS, "listServicePlans", "getServicePlan", "service-plans-detail"
)
SETTINGS = Source(gettext_lazy("Global settings"), Area.SYSTEM_SETTINGS, "getSystemSettings", address="settings")

# What a picker's list offers: its kind, the area that it is in, and the page of one.
REFERRED: Mapping[str, tuple[Text, Area, str]] = {
    "listBasicConnectors": (gettext_lazy("Connector"), Area.CONNECTORS, "connectors-detail"),
    **{one.list.replace("list", "listBasic"): (one.title, one.area, one.address) for one in EVERY_PROFILE},
}

# By the name of the resource: who may refer to it, under which keys (folded: no case, no separators).
REFERRING: Mapping[str, tuple[tuple[tuple[Source, ...], str], ...]] = {
    "connectors": (
        (EVERY_PROFILE, r"(\w*connector|\w*server)(id|name)?"),
        ((PLANS,), r"(\w*connector|server|smtpserver|signaturepad)(id|name)?"),
        ((SETTINGS,), r"\w*(connector|gateway|geoip|captcha|push|drive|dropbox|storage)\w*"),
    ),
    "authentication-profiles": (((PLANS, SETTINGS), r"\w*authenticationprofiles?(id|name)?"),),
    "certification-profiles": (((PLANS,), r"\w*certificationprofiles?(id|name)?|capacities"),),
    "signing-profiles": (((PLANS,), r"signingprofiles?(id|name)?"),),
    "electronic-seal-profiles": (((PLANS,), r"electronicsealprofiles?(id|name)?"),),
    "verification-profiles": (((PLANS,), r"verificationprofiles?(id|name)?"),),
    "virtual-id-profiles": (((PLANS,), r"virtualidprofiles?(id|name)?"),),
    "service-plans": (((SETTINGS,), r"\w*serviceplan\w*"),),
}


def uses_of(request: ConsoleRequest, resource: Resource, item: Row, pk: object) -> Findings:
    """Everything that refers to a record, as far as this person may see it and SigningHub says it in time."""
    search = _Search(request, time.monotonic() + LONGEST_SEARCH)
    name = resource.called(item)
    for sources, keys in REFERRING[resource.name]:
        wanted = Wanted(str(pk), name.strip(), re.compile(keys))
        for source in sources:
            search.look(source.area, source.title, partial(search.in_records, source, wanted))
    if resource.name == "service-plans":
        # The report counts by the very name; the list of accounts also finds plans whose names contain it.
        area = Area.REPORTS if request.may(Permission(Area.REPORTS, Right.READ)).allowed else Area.ACCOUNTS
        search.look(area, _("Accounts"), partial(search.accounts_on, name, area))
    return Findings(tuple(search.uses), tuple(search.unread))


class _Search:
    """One search at work, within one time limit."""

    def __init__(self, request: ConsoleRequest, until: float) -> None:
        self.request = request
        self.until = until
        self.uses: list[Use] = []
        self.unread: list[str] = []

    def look(self, area: Area, title: Text, find: Callable[[], Iterator[Use]]) -> None:
        """Add what `find` finds; where it cannot look, say why. Half a search is worth more than none."""
        verdict = self.request.may(Permission(area, Right.READ))
        why = verdict.reason
        if verdict.allowed:
            try:
                self.uses += find()
            except ApiError as error:
                log.info("dependencies.unread", area=area, operation=error.operation, error=type(error).__name__)
                why = error.message
            else:
                return
        self.unread.append(f"{title}: {why}")

    def in_records(self, source: Source, wanted: Wanted) -> Iterator[Use]:
        """The records of one source that refer to the wanted one."""
        rows = records_in(self._call(source.list), self.request.api.contract.operation(source.list))
        if not source.get:
            if any(refers(row, wanted) for row in rows):
                yield Use(source.title, "", _address(source.address))
            return
        for row in rows[:MOST_RECORDS]:
            pk = row.get("id")
            if isinstance(pk, int | str) and refers(record_in(self._call(source.get, id=pk)) or {}, wanted):
                yield Use(source.title, plain(row.get("name") or pk), _address(source.address, pk))
        if len(rows) > MOST_RECORDS:
            self.unread.append(_("%(kind)s: only the first %(most)d were looked at.") % _more(source))

    def accounts_on(self, plan: str, area: Area) -> Iterator[Use]:
        """How many accounts are on a service plan."""
        count = self._counted(plan) if area is Area.REPORTS else self._listed(plan)
        if count:
            words = ngettext("%(count)d account", "%(count)d accounts", count) % {"count": count}
            address = _address("accounts-list")
            yield Use("", words, address and f"{address}?{urlencode({'service_plan': plan})}")

    def _counted(self, plan: str) -> int:
        operation = self.request.api.contract.operation("listServicePlanStatistics")
        rows = records_in(self._call(operation.id), operation)
        counts = [as_number(row.get("count")) for row in rows if plain(row.get("service_plan")).strip() == plan]
        return int(sum(filter(None, counts)))

    def _listed(self, plan: str) -> int:
        answer = self.request.api.call(
            "listAccounts", pageNo=1, records=1, service_plan=plan, deadline=self._seconds_left()
        )
        return answer.total or 0

    def _call(self, operation_id: str, **arguments: Any) -> Any:
        return self.request.api.call(operation_id, deadline=self._seconds_left(), **arguments).data

    def _seconds_left(self) -> float:
        return max(self.until - time.monotonic(), 0.05)


def refers(value: Any, wanted: Wanted, depth: int = 0) -> bool:
    """Whether anywhere in a record a key, or a pair of an attribute list, refers to the wanted record."""
    if depth > FOLLOWED:
        return False
    if isinstance(value, Mapping):
        return any(
            (wanted.keys.fullmatch(folded(str(key))) is not None and _names(one, wanted))
            or refers(one, wanted, depth + 1)
            for key, one in value.items()
        )
    if isinstance(value, list):
        return any(_is_pair_of(one, wanted) or refers(one, wanted, depth + 1) for one in value)
    return False


def _names(value: Any, wanted: Wanted) -> bool:
    """Whether a value is the wanted record's id or name, or holds either, however it is wrapped.

    Where an object has an id, that alone counts: another record's name may well be the number of this one.
    """
    if isinstance(value, Mapping):
        own = [one for key, one in value.items() if folded(str(key)) == "id" and one is not None]
        if own:
            return any(str(leaf) == wanted.pk for leaf in _leaves(own))
        value = list(value.values())
    if isinstance(value, list):
        return any(_names(one, wanted) for one in value)
    return value is not None and not isinstance(value, bool) and str(value).strip() in (wanted.pk, wanted.name)


def _is_pair_of(item: Any, wanted: Wanted) -> bool:
    """Whether a small object says in one of its texts that another is the wanted record: a pair, however spelt."""
    leaves = _leaves(item) if isinstance(item, Mapping | list) else []
    if not 1 < len(leaves) <= LARGEST_PAIR:
        return False
    said = [leaf for leaf in leaves if isinstance(leaf, str) and wanted.keys.fullmatch(folded(leaf))]
    return bool(said) and _names([leaf for leaf in leaves if leaf not in said], wanted)


def _leaves(value: Any, depth: int = 0) -> list[Any]:
    if depth > FOLLOWED:
        return []
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        return [leaf for one in value for leaf in _leaves(one, depth + 1)]
    return [] if value is None or isinstance(value, bool) else [value]


def link_to(request: ConsoleRequest, area: Area, screen: str, pk: object, name: str) -> SafeString:
    """What a record refers to: its name, as a link where it has a page that this person may open."""
    address = _address(screen, int(str(pk))) if str(pk).isdecimal() else ""
    if not address or not request.may(Permission(area, Right.READ)).allowed:
        return format_html("<bdi>{}</bdi>", name)
    return format_html('<a href="{}"><bdi>{}</bdi></a>', address, name)


def _address(name: str, *keys: Any) -> str:
    try:
        return reverse(name, args=keys)
    except NoReverseMatch:
        return ""


def _more(source: Source) -> dict[str, Any]:
    return {"kind": source.title, "most": MOST_RECORDS}


# --- in the pages of a resource -----------------------------------------------------------------------------------


def part_of(resource: Resource) -> Part:
    """The part "Used by" of a record's page."""
    return Part(f"{resource.name}-uses", gettext_lazy("Used by"), f"{resource.name}-detail", rows=2)


def urls(resource: Resource) -> list[URLPattern]:
    """The address of the part."""
    part = part_of(resource)

    def uses(request: ConsoleRequest, pk: Any) -> dict[str, Any]:
        item = service_of(resource, request, {}).get(pk)
        return {"found": uses_of(request, resource, item, pk)}

    view = requires(resource.area, Right.READ)(part.shows("configuration/uses.html")(uses))
    return [path(f"{route_of(resource)}<{resource.key}:pk>/uses/", view, name=part.name)]


@require_safe
def detail(request: ConsoleRequest, pk: Any, *, resource: Resource, **keys: Any) -> HttpResponse:
    """A record with what uses it."""
    return views.show_detail(request, pk, resource=resource, beside=places(request, [part_of(resource)], pk), **keys)


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: ConsoleRequest, pk: Any, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Delete a record; what uses it is said before."""
    service = service_of(resource, request, keys)

    def look() -> tuple[Row, asking.Question]:
        item = service.get(pk)
        question = views.deletion_of(resource, resource.called(item))
        return item, with_uses(question, uses_of(request, resource, item, pk))

    record = views.record_address(request, resource, pk, keys)
    done = capfirst(_("%(noun)s deleted.") % {"noun": resource.noun})
    after = way_back(request, resource, keys)
    return asking.ask(asking.Asked(request, resource, keys, look, partial(service.delete, pk), done, record, after))


def with_uses(question: asking.Question, found: Findings) -> asking.Question:
    """A question about deleting, with what uses the record and what is not known of that as its warnings."""
    warnings = [_("What uses it is not fully known. %(why)s") % {"why": why} for why in found.unread]
    if found.uses:
        words = _("It is in use: %(uses)s. What uses it would break, unless SigningHub refuses.")
        warnings.insert(0, words % {"uses": found.in_words()})
    return replace(question, warnings=warnings)
