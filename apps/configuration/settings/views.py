"""The global settings on one page, by section; each section is changed and saved by itself."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from apps.configuration.settings.catalogue import SECTIONS, Setting
from apps.configuration.settings.forms import documented, form_for
from apps.configuration.settings.service import SectionRead, SystemSettings
from console.api.contract import titles_of
from console.permissions import Area, Permission, Right, requires
from console.requests import ConsoleRequest
from console.screens import cells, editing, facts
from console.screens.attributes import attributes_in, is_mask, pair_in
from console.screens.cells import Reader, humanise, truth
from console.screens.facts import Fact
from console.screens.page import page_or_part
from console.screens.pickers import IN_APPENDIX
from console.screens.resource import Resource, Text

# What the forms of the sections are called; the settings are no list of records, so it has no addresses of its own.
SYSTEM_SETTINGS = Resource(
    name="settings",
    title=gettext_lazy("Global settings"),
    noun=gettext_lazy("section"),
    area=Area.SYSTEM_SETTINGS,
    service=SystemSettings,
    columns=(),
    icon="adjustments-horizontal",
)


@dataclass(frozen=True)
class Shown:
    """One section on the page: its words, where it is changed ("" where that is not allowed), its settings."""

    slug: str
    title: Text
    address: str
    groups: list[facts.Group]
    is_documented: bool


@requires(Area.SYSTEM_SETTINGS, Right.READ)
@require_safe
def show_settings(request: ConsoleRequest) -> HttpResponse:
    """Get System Settings."""
    reader = Reader()
    may_change = request.api.contract.has("updateSystemSettings")
    may_change = may_change and request.may(Permission(Area.SYSTEM_SETTINGS, Right.WRITE)).allowed
    sections = [
        Shown(
            slug,
            title_of(section),
            reverse("settings-section", args=(slug,)) if may_change and section.name else "",
            list(_groups(section, reader)),
            documented(section.called) is not None,
        )
        for slug, section in by_slug(SystemSettings(request.api).sections()).items()
    ]
    return page_or_part(request, "configuration/settings/settings.html", "sections", {"sections": sections})


@requires(Area.SYSTEM_SETTINGS, Right.WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def change_section(request: ConsoleRequest, slug: str) -> HttpResponse:
    """Update System Settings, for one section."""
    back = f"{reverse('settings')}#{slug}"
    request.way_back = (SYSTEM_SETTINGS.title, reverse("settings"))  # type: ignore[attr-defined]
    service = SystemSettings(request.api)
    section = _section(service, slug)
    title = _("Change: %(section)s") % {"section": title_of(section)}
    return editing.serve(
        editing.Edit(
            request,
            SYSTEM_SETTINGS,
            form_for(section.called),
            request.api.contract.operation("updateSystemSettings"),
            read=lambda: _section(service, slug).body,
            send=service.save,
            title=title,
            back=back,
            done=_("Settings saved."),
            notes=list(_notes(section)),
            list_url=reverse("settings"),
            called=str(title_of(section)),
        )
    )


def _section(service: SystemSettings, slug: str) -> SectionRead:
    sections = by_slug(service.sections())
    if slug not in sections:
        raise Http404
    return sections[slug]


def by_slug(sections: list[SectionRead]) -> dict[str, SectionRead]:
    """The sections by what stands for them in an address: those of the manuals first, in their order."""
    order = [section.name for section in SECTIONS]
    known = {section.called: documented(section.called) for section in sections}

    def place(section: SectionRead) -> int:
        found = known[section.called]
        return order.index(found.name) if found else len(order)

    taken: Counter[str] = Counter()
    found: dict[str, SectionRead] = {}
    for section in sorted(sections, key=place):
        slug = slugify(section.called)[:60] or "s-" + hashlib.sha256(section.called.encode()).hexdigest()[:8]
        taken[slug] += 1
        found[slug if taken[slug] == 1 else f"{slug}-{taken[slug]}"] = section
    return found


def title_of(section: SectionRead) -> Text:
    """What a section is called: as the manuals do in the reader's language, else as SigningHub does."""
    found = documented(section.called)
    if found:
        return found.title
    return section.called or _("Without a section")


def _groups(section: SectionRead, reader: Reader) -> Iterator[facts.Group]:
    """The settings of a section, those of the manuals under their titles; structures in groups of their own."""
    found = documented(section.called)
    titles = {setting.name: setting.title for setting in found.settings} if found else {}
    flags = {setting.name for setting in found.settings if setting.kind.value == "flag"} if found else set()
    in_words = _appendix_of(found.settings) if found else {}
    said = attributes_in(section.settings)
    own = {name: truth(value) if name in flags and truth(value) is not None else value for name, value in said.items()}
    own |= {
        name: in_words[name].get(value, value)
        for name, value in own.items()
        if name in in_words and isinstance(value, str)
    }
    hidden = {name for name, value in own.items() if is_mask(value)}
    for group in facts.groups({name: value for name, value in own.items() if name not in hidden}, titles, reader):
        if not group.title:
            group.facts.extend(Fact(titles.get(name) or humanise(name), _masked(reader)) for name in hidden)
        yield group
    if unread := _unread(section):
        yield facts.Group(_("What cannot be read as settings"), [facts.fact(str(n), one, reader) for n, one in unread])


def _appendix_of(settings: Iterable[Setting]) -> dict[str, Mapping[str, str]]:
    """What the values of settings are called that take them from the guide's appendix: countries, languages, zones."""
    return {one.name: titles_of(IN_APPENDIX[one.kind.value]) for one in settings if one.kind.value in IN_APPENDIX}


def _masked(reader: Reader) -> Any:
    return cells.cell("badge", _("set"), reader)


def _unread(section: SectionRead) -> list[tuple[int, Any]]:
    """What stands among the settings of a section and is none."""
    settings = section.settings
    if isinstance(settings, Mapping):
        lists = [one for one in settings.values() if isinstance(one, list)]
        settings = lists[0] if len(lists) == 1 else []
    if not isinstance(settings, list):
        return [] if cells.is_empty(settings) else [(1, settings)]
    return [(place, one) for place, one in enumerate(settings, 1) if pair_in(one) is None]


def _notes(section: SectionRead) -> Iterator[Text]:
    """What has to be known before a section is changed."""
    if documented(section.called) is None:
        yield _("The guide does not name this section. Its settings are shown as SigningHub sends them.")
    for _place, one in _unread(section):
        yield _("This is no setting that can be read, and goes back as it came: %s") % cells.plain(one)
