"""Transaction logs: what payment providers told SigningHub."""

from __future__ import annotations

from console.api.service import Service

PAYMENT_FAILURE = "WORLDPAY_RECURRENT_PAYMENT_FAILURE"
AGREEMENT_TERMINATED = "WORLDPAY_AGREEMENT_TERMINATED"


class Transactions(Service):
    """Calls on transaction logs."""

    list_operation = "listTransactionLogs"
    get_operation = "getTransactionLog"
