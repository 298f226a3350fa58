"""The opened form of a credential: what the console shows to SigningHub."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Identity:
    """An opened credential, for the time of a call or a connection.

    `pem` holds the private key (encrypted under `passphrase`) and the certificate chain, own certificate first. It
    takes the place of the PFX, which is opened once, when it is handed in, and not kept (see console/vault/pfx.py).
    """

    pem: str
    passphrase: str
    client_id: str
    client_secret: str
    admin_password: str | None

    def __repr__(self) -> str:
        return "<Identity: hidden>"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        # Caches, sessions, queues and copies all pickle; a secret must not get into one by accident.
        raise TypeError("An Identity cannot be pickled or copied.")
