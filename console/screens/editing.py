"""The steps of a form: open, keep, review, choose where two people met, save once.

open ──> review ──> save          every step is an ordinary POST to the same address; `step` says which
           │  ▲
           ▼  │ choices            "fill" shows the form again with what a file has filled in
         compare                   somebody else changed the same fields meanwhile
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from django.contrib import messages
from django.forms import Field
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from console.api.contract import Operation
from console.api.errors import ApiError, ApiInvalid
from console.requests import ConsoleRequest
from console.screens import compare, drafts, links
from console.screens.cells import is_empty
from console.screens.fields import ManyInputs, is_input_of
from console.screens.forms import ApiForm, Body, Picker
from console.screens.models import Draft
from console.screens.page import page_or_part, template_of
from console.screens.pickers import fill
from console.screens.resource import Resource, Text
from console.screens.secret_names import without_secrets

log = structlog.get_logger(__name__)

CHOOSE = "choose-"


@dataclass(frozen=True)
class Edit:
    """One form at work. `read` gives the update body as SigningHub has it now, for something new what the form begins
    with; `send` sends the body, beside what it replaces. `notes` are what no field says, but has to be known before
    it is sent. `landing` says where a sent body leads, where that is not `back`; `called` what the record is called,
    where its body does not."""

    request: ConsoleRequest
    resource: Resource
    form_class: Callable[..., ApiForm]
    operation: Operation
    read: Callable[[], Body]
    send: Callable[[Body, Body], object]
    title: Text
    back: str
    done: str
    is_new: bool = False
    notes: Sequence[Text] = ()
    list_url: str = ""
    landing: Callable[[Body], str] | None = None
    called: str = ""

    def form(self, base: Body, data: QueryDict | None = None) -> ApiForm:
        """The form over `base`, with its pick lists; bound where there is input."""
        form = self.form_class(data, self.request.FILES or None, operation=self.operation, base=base)
        fill(
            [field for field in form.fields.values() if isinstance(field, Picker)],
            form,
            self.request.api,
            self.request.may,
        )
        return form


def serve(edit: Edit) -> HttpResponse:
    """Answer a request to a form's address: GET opens it, POST takes one of its steps."""
    request = edit.request
    if request.method != "POST":
        return _open(edit)
    if key := request.POST.get("drop"):
        if left := drafts.chosen(request, key):
            drafts.discard(left)
        return redirect(links.coming_from(request.path, links.return_to(request, "")))
    draft = drafts.of_form(request)
    step = request.POST.get("step", "review")
    if draft is None:
        return _late(edit, step)
    drafts.give_up_waiting(draft)
    if draft.state in (Draft.State.DONE, Draft.State.SENDING):
        return _answered(edit, draft)
    if step == "discard":
        drafts.discard(draft)
        return redirect(edit.back)
    if draft.state == Draft.State.UNKNOWN and not edit.is_new:
        # What is there now tells whether it arrived; an edit may simply be compared again.
        drafts.reopen(draft)
    elif draft.state == Draft.State.UNKNOWN and step == "again":
        drafts.reopen(draft)
        step = "save"
    return _take(edit, draft, step)


def _open(edit: Edit) -> HttpResponse:
    """Show the form: fresh, or with what was typed here before and is asked back (?draft=…)."""
    request = edit.request
    left = drafts.chosen(request, request.GET.get("draft", ""))
    typed = drafts.input_of(left) if left else None
    base = drafts.base_of(left) if left and typed is not None else None
    if left is None or typed is None or base is None or not (base or edit.is_new):
        base = edit.read()
        draft = drafts.open_draft(request.user, request.path, base)
        # Input that was kept without a base (its form was opened by a session that is gone) is laid over the record.
        form = edit.form(base, typed)
        if left and typed is not None:
            drafts.keep(draft, typed)
            drafts.discard(left)
    else:
        draft, form = left, edit.form(base, typed)
        if draft.state == Draft.State.UNKNOWN:
            drafts.reopen(draft)
    return _form_page(edit, draft, form)


def _late(edit: Edit, step: str) -> HttpResponse:
    """A form whose draft is gone: nothing is lost that was posted, but it is compared before it is sent."""
    request = edit.request
    if step == "discard" or step in drafts.STEPS_WITHOUT_FIELDS:
        return _nothing_typed(edit)
    draft = drafts.open_draft(request.user, request.path, {})
    # Kept before SigningHub is asked: it may not answer.
    drafts.keep(draft, request.POST, _secrets(edit, {}))
    drafts.rebase(draft, edit.read())
    return _take(edit, draft, step)


def _nothing_typed(edit: Edit) -> HttpResponse:
    """The page that was posted had no fields, and what it showed is kept no longer: without it all would be blank."""
    messages.warning(
        edit.request,
        _("This form is over: it was discarded in another tab, or open for more than 12 hours. Nothing was saved."),
    )
    return redirect(edit.back)


def _take(edit: Edit, draft: Draft, step: str) -> HttpResponse:
    """Take the posted input as far as its step wants and its state allows."""
    request = edit.request
    base = drafts.base_of(draft) or {}
    data: QueryDict | None = request.POST
    is_kept = True
    if step in drafts.STEPS_WITHOUT_FIELDS:
        data = _typed_before(edit, draft, base)
    else:
        is_kept = drafts.keep(draft, request.POST, _secrets(edit, base))
    if data is None:
        return _nothing_typed(edit)
    if step == "keep":
        return render(request, "screens/form.html#kept", {"draft": draft if is_kept else None})
    form = edit.form(base, data)
    if not is_kept:
        # The next step would find nothing, or what was typed before this.
        form.add_error(None, _("This is more than a form can keep (256 KB), so it cannot be saved. Shorten it."))
    if step == "fill":
        form.forgive_blanks()
    if step in ("back", "fill"):
        return _form_page(edit, draft, form)
    if not form.is_valid():
        return _form_page(edit, draft, form, status=422)
    return _review(edit, draft, form, step)


def _typed_before(edit: Edit, draft: Draft, base: Body) -> QueryDict | None:
    """The kept input, if any; only secrets, which are never kept, come from the page itself."""
    data = drafts.input_of(draft)
    if data is None:
        return None
    posted = edit.request.POST
    for name in _secrets(edit, base):
        if posted.get(name):
            data.setlist(name, posted.getlist(name))
    return data


def _secrets(edit: Edit, base: Body) -> frozenset[str]:
    """The secrets among the fields that were posted."""
    form = edit.form_class(edit.request.POST, operation=edit.operation, base=base)
    return frozenset(form.secrets())


def _review(edit: Edit, draft: Draft, form: ApiForm, step: str) -> HttpResponse:
    """Hold the changes against the record as it is now; show what saving would do, or do it."""
    now = {} if edit.is_new else edit.read()
    mine = form.changes()
    meeting = compare.meet(form, mine, without_secrets(now)) if not edit.is_new else compare.NOBODY
    chosen = {conflict.name: edit.request.POST.get(CHOOSE + conflict.name) for conflict in meeting.conflicts}
    if any(choice not in ("mine", "theirs") for choice in chosen.values()):
        return _page(edit, draft, form, "compare", {"conflicts": meeting.conflicts, "theirs": meeting.theirs}, 409)
    if meeting.conflicts or meeting.theirs:
        kept = {name: value for name, value in mine.items() if chosen.get(name) != "theirs"}
        form = _rebased(edit, draft, form, kept, now)
    wanted = form.payload(now)
    changes = compare.changes(form, now, wanted)
    replaced = [form.title(name) for name in form.secrets() if form.cleaned_data.get(name)]
    if not edit.is_new and not changes and not replaced:
        return _finished(edit, draft, _("Nothing was changed; SigningHub has it like this."))
    if step != "save":
        titles = [form.title(name) for name in sorted(meeting.theirs)]
        typed = [name for name in form.secrets() if form.cleaned_data.get(name)]
        for name in typed:
            # Else a press on "Save" would silently leave it out.
            form.fields[name].widget.attrs["required"] = True
        context = {"changes": changes, "secrets": [form[name] for name in typed]}
        context |= {"theirs": titles, "others": _untouched(form, now, changes)}
        changed = dict.fromkeys(each.name for each in changes)
        context["consequences"] = [form.consequences[name] for name in changed if name in form.consequences]
        return _page(edit, draft, form, "review", context, 200)
    return _save(edit, draft, form, wanted, now)


def _untouched(form: ApiForm, now: Body, changes: Sequence[compare.Change]) -> int:
    """How many values go back as they are."""
    laid_out = {name for name, value in form.layout.spread(now).items() if not form.is_hidden(name, value)}
    return len(laid_out - {change.name for change in changes})


def _rebased(edit: Edit, draft: Draft, form: ApiForm, mine: Body, now: Body) -> ApiForm:
    """The same form over the record as it is now: my changes as typed, all other fields as they have become."""
    data = QueryDict(mutable=True)
    laid_out = form.layout.spread(now)
    for name, field in form.fields.items():
        if name in mine:
            for key in [key for key in form.data if is_input_of(name, key)]:
                data.setlist(key, form.data.getlist(key))  # type: ignore[attr-defined]
        elif name not in form.secrets():
            for key, values in _as_posted(name, field, laid_out.get(name)).items():
                data.setlist(key, values)
    drafts.rebase(draft, now)
    drafts.keep(draft, data, frozenset(form.secrets()))
    rebased = edit.form(without_secrets(now), data)
    # What SigningHub has may break a limit of its own contract; it is not sent then, so it is not in the way here.
    rebased.is_valid()
    return rebased


def _as_posted(name: str, field: Field, value: Any) -> dict[str, list[str]]:
    """What a browser would post of a field that shows this value."""
    if isinstance(field, ManyInputs):
        return field.inputs(name, value)
    value = field.prepare_value(value)
    if value in (None, "", False):
        return {}
    return {name: [str(one) for one in value] if isinstance(value, list) else [str(value)]}


def _save(edit: Edit, draft: Draft, form: ApiForm, wanted: Body, now: Body) -> HttpResponse:
    """Send the body once, whatever the browser does."""
    try:
        with drafts.sending(draft):
            edit.send(wanted, now)
    except ApiInvalid as error:
        form.add_api_errors(error)
        return _form_page(edit, draft, form, status=422)
    except drafts.AlreadySent as sent:
        return _answered(edit, sent.draft)
    answer = _finished(edit, draft, edit.done, edit.landing(wanted) if edit.landing else "")
    if not edit.is_new:
        _look_after_secrets(edit, form, now)
    return answer


def _look_after_secrets(edit: Edit, form: ApiForm, before: Body) -> None:
    """Say which of the secrets that were left out SigningHub no longer has: only a look at the record tells."""
    there = [
        name
        for name, value in form.layout.spread(before).items()
        if form.is_hidden(name, value) and not is_empty(value) and not form.cleaned_data.get(name)
    ]
    if not there:
        return
    try:
        after = form.layout.spread(edit.read())
    except ApiError as error:
        log.info("form.secrets_unread", operation=edit.operation.id, error=type(error).__name__)
        messages.warning(edit.request, _("Whether SigningHub kept its secrets could not be read. Look at the record."))
        return
    if lost := [form.title(name) for name in there if is_empty(after.get(name))]:
        words = _("SigningHub no longer has this, which was not sent to it: %(titles)s. Type it again.")
        messages.warning(edit.request, words % {"titles": ", ".join(lost)})


def _finished(edit: Edit, draft: Draft, message: str, location: str = "") -> HttpResponse:
    drafts.finish(draft, location or edit.back, message)
    return _answered(edit, draft)


def _answered(edit: Edit, draft: Draft) -> HttpResponse:
    """The same answer to every submit of one form; patience, or the truth, while there is none."""
    return answered(edit.request, edit.resource, draft, edit.back)


def answered(request: ConsoleRequest, resource: Resource, draft: Draft, back: str) -> HttpResponse:
    """Where the submit that was carried out led, with its message; a page where that is not known (yet)."""
    if draft.state == Draft.State.DONE:
        messages.success(request, draft.message)
        return redirect(draft.location)
    context = {"resource": resource, "draft": draft, "back": back, "return_to": links.return_to(request, "")}
    return render(request, "screens/sending.html", context, status=409)


def _form_page(edit: Edit, draft: Draft, form: ApiForm, status: int = 200) -> HttpResponse:
    left = drafts.left_behind(edit.request, apart_from=draft) if not form.is_bound else []
    return _page(edit, draft, form, "form", {"left_behind": left}, status)


def _page(edit: Edit, draft: Draft, form: ApiForm, name: str, more: dict[str, Any], status: int) -> HttpResponse:
    request = edit.request
    context = {
        "resource": edit.resource,
        "title": edit.title,
        "called": "" if edit.is_new else edit.called or edit.resource.called(form.base),
        "form": form,
        "draft": draft,
        "back": edit.back,
        "return_to": links.return_to(request, ""),
        "list_url": edit.list_url or links.return_to(request, "") or edit.resource.url("list"),
        "is_new": edit.is_new,
        "notes": edit.notes,
    }
    return page_or_part(request, template_of(edit.resource, name), "form", context | more, status=status)
