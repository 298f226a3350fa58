"""What the values in reports are called: the guide's spelling and its title."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from console.screens.resource import Text

STEPS: dict[str, Text] = {"DAILY": _("Day"), "WEEK": _("Week"), "MONTH": _("Month"), "YEAR": _("Year")}
DOCUMENT_ACTS: dict[str, Text] = {
    "UPLOADED": _("Uploaded"),
    "SHARED": _("Shared"),
    "SIGNED": _("Signed"),
    "DECLINED": _("Declined"),
    "APPROVED": _("Approved"),
    "UPDATED": _("Submitted"),
    "DISKSPACE": _("Space used"),
}
# The guide prints none of them; what it does not say is shown as it comes.
DOCUMENT_STATUSES: dict[str, Text] = {
    "DRAFT": _("Draft"),
    "PENDING": _("Pending"),
    "SHARED": _("Shared"),
    "IN_PROGRESS": _("In progress"),
    "COMPLETED": _("Completed"),
    "DECLINED": _("Declined"),
}
SIGNATURES: dict[str, Text] = {
    "ALL_SIGNATURES": _("All signatures"),
    "E_SIGNATURE": _("Electronic signature"),
    "ELECTRONIC_SEAL": _("Electronic seal"),
    "ADVANCED_ELECTRONIC_SIGNATURE": _("Advanced electronic signature"),
    "ADVANCED_ELECTRONIC_SEAL": _("Advanced electronic seal"),
    "HIGH_TRUST_ADVANCED": _("High trust advanced signature"),
    "QUALIFIED_ELECTRONIC_SIGNATURE": _("Qualified electronic signature"),
    "QUALIFIED_ELECTRONIC_SEAL": _("Qualified electronic seal"),
    "IN_PERSON": _("In person"),
}
PAYMENTS: dict[str, Text] = {
    "ALLPAYMENTS": _("All payments"),
    "NEWPAYMENTS": _("New payments"),
    "RECURRING": _("Recurring payments"),
}
REVENUES: dict[str, Text] = {
    "new_revenues": _("New revenue"),
    "recurring_revenue": _("Recurring revenue"),
    "payments_revenue": _("All revenue"),
}

# The kinds of signature as rows spell them: key, title. Those of one level are drawn in one shade (reports.py).
KINDS: tuple[tuple[str, Text], ...] = (
    ("electronic_signature", _("Electronic signature")),
    ("electronic_seal", _("Electronic seal")),
    ("advanced_electronic_signature", _("Advanced electronic signature")),
    ("advanced_electronic_seal", _("Advanced electronic seal")),
    ("high_trust_advanced_signature", _("High trust advanced signature")),
    ("qualified_electronic_signature", _("Qualified electronic signature")),
    ("qualified_electronic_seal", _("Qualified electronic seal")),
    ("inperson", _("In person")),
)
