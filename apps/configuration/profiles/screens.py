"""The six kinds of profiles: a declaration each, everything else is the same."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _

from apps.configuration import dependencies
from apps.configuration.picture_forms import PictureForm
from apps.configuration.profiles import forms
from apps.configuration.profiles.service import profiles_service
from apps.configuration.profiles.views import add_with_logo, edit_with_logo, show_profile
from console.permissions import Area
from console.screens import views
from console.screens.resource import Column, Resource, Text
from console.screens.urls import screen_urls

COLUMNS = (
    Column("name", _("Name"), link=True, sort="name", width="flex-2"),
    Column("description", _("Description"), sort="description", width="flex-3"),
    Column("status", _("Status"), kind="status", sort="status", width="state"),
    Column("created_on", _("Created"), kind="datetime", sort="created_on"),
)
OF_SIGN_IN = (
    Column("method", _("Method"), kind="badge", sort="method"),
    Column("sort_order", _("Sort order"), kind="number", sort="sort_order"),
    Column("private", _("Private"), kind="yes_no", sort="private"),
)


@dataclass(frozen=True)
class Kind:
    """One kind of profile: how its operations name it, what it is for, and the licence's module that it needs."""

    operations: str
    resource: Resource
    purpose: Text
    module: str = ""


def _kind(
    operations: str,
    title: Text,
    noun: Text,
    area: Area,
    form: type[forms.ProfileForm],
    purpose: Text,
    *,
    filters: type[forms.ProfileFilters] = forms.ProfileFilters,
    columns: tuple[Column, ...] = COLUMNS,
    consequence: Text = "",
    module: str = "",
) -> Kind:
    name = area.value.replace("_", "-")
    return Kind(
        operations,
        Resource(
            name=name,
            title=title,
            noun=noun,
            area=area,
            service=profiles_service(operations),
            route=f"profiles/{name.removesuffix('-profiles')}/",
            columns=columns,
            filters=filters,
            search=_("Name or description"),
            default_sort="sort_order" if columns is not COLUMNS else "name",
            add_form=forms.adding(form),
            edit_form=form,
            deletable=True,
            delete_consequence=consequence or _("Service plans can no longer use it. There is no way back."),
            icon="id-badge-2",
        ),
        purpose,
        module,
    )


KINDS = (
    _kind(
        "Authentication",
        _("Authentication profiles"),
        _("authentication profile"),
        Area.AUTHENTICATION_PROFILES,
        forms.AuthenticationForm,
        _("How people sign in to SigningHub."),
        filters=forms.AuthenticationFilters,
        columns=(COLUMNS[0], *OF_SIGN_IN, *COLUMNS[2:]),
        consequence=_("Nobody can sign in by it any more. Without an active public profile nobody can sign in at all."),
    ),
    _kind(
        "Certification",
        _("Certification profiles"),
        _("certification profile"),
        Area.CERTIFICATION_PROFILES,
        forms.CertificationForm,
        _("Where keys and certificates come from, and how the keys are guarded."),
    ),
    _kind(
        "Signing",
        _("Signing profiles"),
        _("signing profile"),
        Area.SIGNING_PROFILES,
        forms.SigningForm,
        _("Where and how documents are signed."),
    ),
    _kind(
        "ElectronicSeal",
        _("Electronic seal profiles"),
        _("electronic seal profile"),
        Area.ELECTRONIC_SEAL_PROFILES,
        forms.SealForm,
        _("Where and how documents are sealed; for enterprise plans."),
        module="ELECTRONIC_SEALS",
    ),
    _kind(
        "Verification",
        _("Verification profiles"),
        _("verification profile"),
        Area.VERIFICATION_PROFILES,
        forms.VerificationForm,
        _("Where signatures are verified."),
    ),
    _kind(
        "VirtualId",
        _("Virtual ID profiles"),
        _("virtual ID profile"),
        Area.VIRTUAL_ID_PROFILES,
        forms.VirtualIdForm,
        _("Where virtual IDs are issued."),
    ),
)


def _urls(resource: Resource) -> list[URLPattern]:
    has_logo = resource.edit_form is not None and issubclass(resource.edit_form, PictureForm)
    add, edit = (add_with_logo, edit_with_logo) if has_logo else (views.add, views.edit)
    return [
        *screen_urls(resource, detail=show_profile, add=add, edit=edit, delete=dependencies.delete),
        *dependencies.urls(resource),
    ]


urlpatterns = [pattern for kind in KINDS for pattern in _urls(kind.resource)]
