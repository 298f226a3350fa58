"""The enumerations of a service plan in words, as SigningHub's own console says them."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from console.screens.resource import Text

ENTERPRISE = "ENTERPRISE"
Words = Mapping[str, Text]

TYPES: Words = {"INDIVIDUAL": _("Individual"), ENTERPRISE: _("Enterprise")}
FEATURES: Words = {
    "ALLOW_ATTACHMENTS": _("Attachments and merging"),
    "ALLOW_BULK_SIGNING": _("Bulk signing and sharing"),
    "ALLOW_FORM_FIELDS": _("Form fields"),
    "ALLOW_INITIALS_FIELDS": _("Initials"),
    "ALLOW_INPERSON_FIELDS": _("In-person signing"),
    "ALLOW_REVIEWER": _("Reviewers"),
    "ALLOW_EDITOR": _("Editors"),
    "ALLOW_SEND_A_COPY": _("Send a copy"),
    "ALLOW_INTEGRATION": _("Integrations"),
    "SERVICE_PLAN_FEATURE_CLOUD_DRIVES": _("Cloud drives"),
    "ALLOW_ELECTRONIC_SEAL": _("Electronic seals"),
    "ALLOW_DOCUMENTS_ARCHIVE": _("Archiving"),
    "ALLOW_SMART_FORM": _("SmartForms"),
}
ENTERPRISE_FEATURES = frozenset({"ALLOW_ELECTRONIC_SEAL", "ALLOW_INTEGRATION"})
LEVELS: Words = {
    "ELECTRONIC_SIGNATURE": _("Electronic signature"),
    "ELECTRONIC_SEAL": _("Electronic seal"),
    "ADVANCED_ELECTRONIC_SEAL": _("Advanced electronic seal"),
    "QUALIFIED_ELECTRONIC_SEAL": _("Qualified electronic seal"),
    "ADVANCED_ELECTRONIC_SIGNATURE": _("Advanced electronic signature"),
    "HIGH_TRUST_ADVANCED": _("Advanced, high trust"),
    "QUALIFIED_ELECTRONIC_SIGNATURE": _("Qualified electronic signature"),
}
# The same levels as a signing server has them: a key each.
SERVER_LEVELS: Words = {
    "qualified_electronic_signature": LEVELS["QUALIFIED_ELECTRONIC_SIGNATURE"],
    "high_trust_advanced_signature": LEVELS["HIGH_TRUST_ADVANCED"],
    "advanced_electronic_signature": LEVELS["ADVANCED_ELECTRONIC_SIGNATURE"],
    "qualified_electronic_seal": LEVELS["QUALIFIED_ELECTRONIC_SEAL"],
    "advanced_electronic_seal": LEVELS["ADVANCED_ELECTRONIC_SEAL"],
    "electronic_seal": LEVELS["ELECTRONIC_SEAL"],
}
SEAL_LEVELS: Words = {name: words for name, words in SERVER_LEVELS.items() if name.endswith("seal")}
CERTIFYING: Words = {
    "NO_CHANGES_ALLOWED": _("No changes"),
    "FORM_FILLING_ALLOWED": _("Form filling"),
    "FORM_FILLING_WITH_ANNOTATIONS_ALLOWED": _("Form filling and annotations"),
}
APPEARANCES: Words = {
    "COMPANY_LOGO": _("Company logo"),
    "HAND_SIGNATURE": _("Hand signature"),
    "DETAILED_SIGNATURE": _("Detailed signature"),
}
KEY_LOCATIONS: Words = {"SERVER": _("On the server"), "LOCAL": _("With the user")}
PAYMENTS: Words = {"PAY_REGULARLY": _("Pay regularly"), "PAY_AS_YOU_GO": _("Pay as you go")}
LIMITS: Words = {
    "signatures": _("Signatures"),
    "simple_electronic_signatures": _("Simple electronic signatures"),
    "storage": _("Storage"),
    "workflows": _("Workflows"),
    "document_upload_size": _("Upload size"),
    "templates": _("Templates"),
    "users": _("Users"),
    "ai_tokens": _("AI tokens"),
}
