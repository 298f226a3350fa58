"""The reports of the statistics, one declaration each."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.reports.statistics.words import DOCUMENT_ACTS, DOCUMENT_STATUSES, KINDS, PAYMENTS, REVENUES, SIGNATURES, STEPS
from console.screens.ranges import Over
from console.screens.report import Choice, Lead, Measure, Report, Series, Shape
from console.screens.resource import Column, Text

MONTH = Column("month", _("Month"))
STEP = Column("date", _("Step"))
COUNT = Measure("count", _("Count"))

DURATION = Choice("duration", _("By"), STEPS, "DAILY")

LEVELS = (
    Series(_("Simple electronic"), ("electronic_signature", "electronic_seal"), 1),
    Series(_("Advanced"), ("advanced_electronic_signature", "advanced_electronic_seal"), 2),
    Series(_("High trust"), ("high_trust_advanced_signature",), 3),
    Series(_("Qualified"), ("qualified_electronic_signature", "qualified_electronic_seal"), 4),
    Series(_("In person"), ("inperson",), 5),
)
ITS_ACCOUNT = Lead("accounts-list", (("user_email", "user_email"),))
E_MAIL = Column("user_email", _("E-mail"), kind="email")
ENTERPRISE = Column("enterprise_name", _("Enterprise"))


def _single(title: Text, name: str = "count") -> tuple[Series, ...]:
    """One series, drawn solid."""
    return (Series(title, (name,), 3),)


registrations = Report(
    name="registrations",
    title=_("Registrations"),
    about=_("Accounts by the month they were registered in"),
    operation="listMonthlyRegistrations",
    export="exportMonthlyRegistrations",
    over=Over.MONTHS,
    shape=Shape.GROUP,
    label=MONTH,
    measures=(
        Measure("registered", _("Registered")),
        Measure("activated", _("Activated")),
        Measure("inactivated", _("Not activated")),
        Measure("deleted", _("Deleted")),
    ),
    series=(
        Series(_("Registered"), ("registered",), 3),
        Series(_("Activated"), ("activated",), 2),
        Series(_("Not activated"), ("inactivated",), 1),
        Series(_("Deleted"), ("deleted",), 4),
    ),
    total="registered",
    leads_to=Lead("accounts-list", (("from", "first"), ("to", "last"))),
    hint=_("A month leads to its accounts."),
)

logins = Report(
    name="logins",
    title=_("Sign-ins"),
    about=_("How often the accounts activated in a month have signed in"),
    operation="listMonthlyLogins",
    export="exportMonthlyLogins",
    over=Over.MONTHS,
    shape=Shape.STACK,
    label=MONTH,
    measures=(
        Measure("activated", _("Activated")),
        Measure("never_logged_in", _("Never")),
        Measure("logged_in_once", _("Once")),
        Measure("logged_in_two_to_five", _("Two to five times")),
        Measure("logged_in_more_than_five", _("More often")),
    ),
    series=(
        Series(_("Never"), ("never_logged_in",), 1),
        Series(_("Once"), ("logged_in_once",), 2),
        Series(_("Two to five times"), ("logged_in_two_to_five",), 3),
        Series(_("More often"), ("logged_in_more_than_five",), 4),
    ),
    total="activated",
)

workflows = Report(
    name="workflows",
    title=_("Workflows"),
    about=_("Workflows started, completed and declined by month"),
    operation="listMonthlyWorkflows",
    export="exportMonthlyWorkflows",
    over=Over.MONTHS,
    shape=Shape.GROUP,
    label=MONTH,
    measures=(
        Measure("initiated", _("Started")),
        Measure("completed", _("Completed")),
        Measure("declined", _("Declined")),
    ),
    series=(
        Series(_("Started"), ("initiated",), 1),
        Series(_("Completed"), ("completed",), 3),
        Series(_("Declined"), ("declined",), 4),
    ),
    total="initiated",
)

signatures = Report(
    name="signatures",
    title=_("Signatures by month"),
    about=_("Signatures by month and level of assurance"),
    operation="listMonthlySignatures",
    export="exportMonthlySignatures",
    over=Over.MONTHS,
    shape=Shape.STACK,
    label=MONTH,
    measures=(Measure("total", _("All signatures")), *(Measure(name, title) for name, title in KINDS)),
    series=LEVELS,
    total="total",
    leads_to=Lead("statistics-report", (("from", "first"), ("to", "last")), ("signatures-by-user",)),
    hint=_("A month leads to who signed in it."),
)

billing = Report(
    name="billing",
    title=_("Revenue"),
    about=_("New and recurring payments by month, in the default currency"),
    operation="listBillingStatistics",
    export="exportBillingStatistics",
    over=Over.MONTHS,
    shape=Shape.STACK,
    label=MONTH,
    measures=(
        Measure("new_payments", _("New payments")),
        Measure(
            "new_revenue",
            _("New revenue"),
            "money",
            leads_to=Lead("statistics-report", (("from", "month"), ("type", "=new_revenues")), ("payments",)),
        ),
        Measure("recurring_payments", _("Recurring payments")),
        Measure(
            "recurring_revenue",
            _("Recurring revenue"),
            "money",
            leads_to=Lead("statistics-report", (("from", "month"), ("type", "=recurring_revenue")), ("payments",)),
        ),
        Measure("vat", _("VAT"), "money"),
        Measure("total_payments", _("All payments")),
        Measure(
            "total_revenue",
            _("Revenue"),
            "money",
            leads_to=Lead("statistics-report", (("from", "month"), ("type", "=payments_revenue")), ("payments",)),
        ),
    ),
    series=(
        Series(_("New revenue"), ("new_revenue",), 2),
        Series(_("Recurring revenue"), ("recurring_revenue",), 4),
    ),
    total="total_revenue",
    leads_to=Lead("statistics-report", (("from", "month"),), ("payments",)),
    hint=_("A month leads to its payments."),
)

payments = Report(
    name="payments",
    title=_("Payments of a month"),
    about=_("The payments behind a month of revenue"),
    operation="getBillingStatisticsDetail",
    over=Over.MONTH,
    shape=Shape.BARS,
    label=Column("created_on", _("Paid"), kind="datetime"),
    columns=(
        Column("user_name", _("User")),
        E_MAIL,
        ENTERPRISE,
        Column("service_plan_name", _("Service plan")),
        Column("payment_type", _("Payment type"), kind="badge"),
        Column("currency", _("Currency")),
    ),
    measures=(Measure("amount", _("Amount"), "money"), Measure("vat_amount", _("VAT"), "money")),
    series=_single(_("Amount"), "amount"),
    total="amount",
    choices=(Choice("type", _("Kind"), REVENUES, "payments_revenue"),),
    leads_to=ITS_ACCOUNT,
)

service_plans = Report(
    name="service-plans",
    title=_("Service plans"),
    about=_("Accounts by service plan"),
    operation="listServicePlanStatistics",
    export="exportServicePlanStatistics",
    shape=Shape.BARS,
    label=Column("service_plan", _("Service plan")),
    columns=(Column("type", _("Kind"), kind="badge"),),
    measures=(Measure("count", _("Accounts")),),
    series=_single(_("Accounts")),
    leads_to=Lead("accounts-list", (("service_plan", "service_plan"),)),
    hint=_("A plan leads to its accounts."),
)

documents_by_user = Report(
    name="documents-by-user",
    title=_("Documents by user"),
    about=_("What each user did with documents, in all enterprises or in one"),
    operation="listDocumentStatistics",
    export="exportDocumentStatistics",
    over=Over.DAYS,
    shape=Shape.BARS,
    is_list=True,
    label=Column("user_name", _("User")),
    columns=(E_MAIL, ENTERPRISE),
    measures=(
        Measure("uploaded", _("Uploaded"), sort="UPLOADED"),
        Measure("shared", _("Shared"), sort="SHARED"),
        Measure("signed", _("Signed"), sort="SIGNED"),
        Measure("declined", _("Declined"), sort="DECLINED"),
        Measure("approved", _("Approved"), sort="APPROVED"),
        Measure("submitted", _("Submitted"), sort="SUBMITTED"),
        Measure("diskspace", _("Space used (MB)"), sort="DISKSPACE"),
    ),
    series=_single(_("Uploaded"), "uploaded"),
    total="uploaded",
    leads_to=ITS_ACCOUNT,
)

signatures_by_user = Report(
    name="signatures-by-user",
    title=_("Signatures by user"),
    about=_("What each user signed, in all enterprises or in one"),
    operation="listSignatureStatistics",
    export="exportSignatureStatistics",
    over=Over.DAYS,
    shape=Shape.BARS,
    is_list=True,
    label=Column("user_name", _("User")),
    columns=(E_MAIL, ENTERPRISE),
    measures=(
        Measure("total", _("All signatures"), sort="total"),
        *(Measure(name, title, sort=name) for name, title in KINDS),
    ),
    series=_single(_("All signatures"), "total"),
    total="total",
    leads_to=ITS_ACCOUNT,
)

sms = Report(
    name="sms",
    title=_("SMS"),
    about=_("Text messages sent to each user"),
    operation="listSmsUsage",
    export="exportSmsUsage",
    over=Over.DAYS,
    shape=Shape.BARS,
    is_list=True,
    label=Column("user_name", _("User")),
    columns=(E_MAIL, Column("enterprise_name", _("Enterprise"), sort="enterprise_name")),
    measures=(Measure("sms_count", _("Messages"), sort="sms_count"),),
    series=_single(_("Messages"), "sms_count"),
    total="sms_count",
    leads_to=ITS_ACCOUNT,
)

documents_over_time = Report(
    name="documents-over-time",
    title=_("Documents over time"),
    about=_("What was done with documents, by day, week, month or year"),
    operation="getDocumentTimeline",
    over=Over.DAYS,
    shape=Shape.STACK,
    label=STEP,
    measures=(COUNT,),
    series=_single(_("Documents")),
    choices=(Choice("type", _("Act"), DOCUMENT_ACTS, "UPLOADED"), DURATION),
    leads_to=Lead("statistics-report", (("from", "first"), ("to", "last")), ("documents-by-user",)),
    hint=_("A bar leads to whose documents they were."),
)

signatures_over_time = Report(
    name="signatures-over-time",
    title=_("Signatures over time"),
    about=_("Signatures by day, week, month or year"),
    operation="getSignatureTimeline",
    over=Over.DAYS,
    shape=Shape.STACK,
    label=STEP,
    measures=(COUNT,),
    series=_single(_("Signatures")),
    choices=(Choice("type", _("Kind"), SIGNATURES, "ALL_SIGNATURES"), DURATION),
    leads_to=Lead("statistics-report", (("from", "first"), ("to", "last")), ("signatures-by-user",)),
    hint=_("A bar leads to who signed."),
)

payments_over_time = Report(
    name="payments-over-time",
    title=_("Payments over time"),
    about=_("Payments by day, week, month or year"),
    operation="getBillingTimeline",
    over=Over.DAYS,
    shape=Shape.STACK,
    label=STEP,
    measures=(COUNT,),
    series=_single(_("Payments")),
    choices=(Choice("type", _("Kind"), PAYMENTS, "ALLPAYMENTS"), DURATION),
    leads_to=Lead("statistics-report", (("from", "month"),), ("payments",)),
    hint=_("A bar leads to the payments of its month."),
)


def _top(name: str, title: Text, about: Text, operation: str, choice: Choice) -> Report:
    """A top ten of users."""
    return Report(
        name=name,
        title=title,
        about=about,
        operation=operation,
        over=Over.DAYS,
        shape=Shape.BARS,
        label=Column("user_name", _("User")),
        columns=(E_MAIL, Column("enterprise", _("In an enterprise"), kind="yes_no")),
        measures=(COUNT,),
        series=_single(_("Count")),
        choices=(choice,),
        leads_to=ITS_ACCOUNT,
        hint=_("A name leads to the account."),
    )


top_documents = _top(
    "top-documents",
    _("Top ten by documents"),
    _("Who did the most with documents"),
    "getTopDocumentUsers",
    Choice("type", _("Act"), DOCUMENT_ACTS, "SHARED"),
)
top_signatures = _top(
    "top-signatures",
    _("Top ten by signatures"),
    _("Who signed the most"),
    "getTopSignatureUsers",
    Choice("type", _("Kind"), SIGNATURES, "ALL_SIGNATURES"),
)


def _top_payers(name: str, title: Text, within: str, label: Column, columns: tuple[Column, ...]) -> Report:
    """One of the two top tens in Get Top Ten Billings Users."""
    return Report(
        name=name,
        title=title,
        about=_("Who paid the most"),
        operation="getTopBillingUsers",
        within=within,
        over=Over.DAYS,
        shape=Shape.BARS,
        label=label,
        columns=columns,
        measures=(Measure("amount", _("Paid"), "money"),),
        series=_single(_("Paid"), "amount"),
        leads_to=ITS_ACCOUNT,
        hint=_("A name leads to the account."),
    )


top_payers = _top_payers(
    "top-payers", _("Top ten of payers"), "individual_users", Column("user_name", _("User")), (E_MAIL,)
)
top_enterprises = _top_payers(
    "top-enterprises",
    _("Top ten of paying enterprises"),
    "enterprise_users",
    Column("enterprise_name", _("Enterprise")),
    (Column("user_name", _("User")), E_MAIL),
)

document_statuses = Report(
    name="document-statuses",
    title=_("Documents by status"),
    about=_("How many documents are in which state"),
    operation="getDocumentStatuses",
    shape=Shape.BARS,
    words=DOCUMENT_STATUSES,
    label=Column("document_status", _("Status"), kind="badge"),
    measures=(Measure("count", _("Documents")),),
    series=_single(_("Documents")),
)

signature_kinds = Report(
    name="signature-kinds",
    title=_("Signatures by kind"),
    about=_("How many signatures of which kind"),
    operation="getSignaturesByType",
    shape=Shape.BARS,
    words=SIGNATURES,
    label=Column("type", _("Kind"), kind="badge"),
    measures=(Measure("count", _("Signatures")),),
    series=_single(_("Signatures")),
)

GROUPS: tuple[tuple[Text, tuple[Report, ...]], ...] = (
    (_("Accounts"), (registrations, logins, service_plans)),
    (
        _("Signatures"),
        (signatures, signatures_over_time, signatures_by_user, signature_kinds, top_signatures),
    ),
    (
        _("Documents and workflows"),
        (workflows, documents_over_time, documents_by_user, document_statuses, top_documents),
    ),
    (_("Money and messages"), (billing, payments, payments_over_time, top_payers, top_enterprises, sms)),
)
REPORTS = {report.name: report for _title, reports in GROUPS for report in reports}
