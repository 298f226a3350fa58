"""The parts of an account's page that load by themselves; their views are beside the lists that they begin."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from console.screens.parts import Part

# How many rows a part shows; its link leads to all of them.
FEW = 5
FEW_ACTIVITIES = 8

CERTIFICATES = Part(
    "account-certificates-part", _("Signing certificates"), "accounts-detail", ("listSigningCertificates",), rows=2
)
ACTIVITY = Part("account-activity-part", _("Activity"), "accounts-detail", ("listUserActivity",), rows=5)
ALERTS = Part("account-alerts-part", _("Alerts"), "accounts-detail", ("listAccountAlerts",))
PAYMENTS = Part("account-payments-part", _("Payments"), "accounts-detail", ("listAccountBilling",))
# Addressed by the enterprise, so that its own page has it too.
ENTERPRISE_USERS = Part(
    "enterprise-users-part", _("Users of the enterprise"), "enterprises-detail", ("listEnterpriseUsers",)
)
