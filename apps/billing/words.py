"""The words for what payments are sorted by, wherever billing shows or asks for it."""

from django.utils.translation import gettext_lazy as _

BILLING_TYPES = {
    "ONLINE_BILLING": _("Online billing"),
    "OFFLINE_BILLING": _("Offline billing"),
    "NO_BILLING": _("No billing"),
    "NO_BILLING_TRIAL": _("No billing, trial"),
}
PAYMENT_MODES = {"MONTHLY": _("Monthly"), "YEARLY": _("Yearly")}
PAYMENT_TYPES = {"PAY_REGULARLY": _("Pay regularly"), "PAY_AS_YOU_GO": _("Pay as you go")}
TRANSACTION_TYPES = {"FIRST": _("First payment"), "RECURRENT": _("Recurrent payment")}
# SigningHub takes these in a saved search alone: they are events of the transaction log.
EVENTS = {
    "WORLDPAY_RECURRENT_PAYMENT_FAILURE": _("Failed payments"),
    "WORLDPAY_AGREEMENT_TERMINATED": _("Ended agreements"),
    "ALL_TRANSACTION": _("All transactions"),
}
