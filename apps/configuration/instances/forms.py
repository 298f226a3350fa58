"""What of an instance can be changed: the two things that SigningHub cannot find out by itself."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from console.screens.forms import ApiForm


class EditInstanceForm(ApiForm):
    """Every property of Update Instance."""

    groups = ((_("Instance"), ("machine_name", "service_address")),)
    consequences = {
        "service_address": _("The other instances reach this one here. A wrong address cuts it off from them."),
    }

    machine_name = forms.CharField(label=_("Machine"))
    service_address = forms.CharField(
        label=_("Service address"), help_text=_("The internal address with its port."), widget=forms.URLInput()
    )
