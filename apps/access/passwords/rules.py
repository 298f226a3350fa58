"""What a console password must not be. Length and common passwords are Django's to judge; product words are ours."""

from __future__ import annotations

import re

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# What a guesser tries first against a console of this product.
PRODUCT_WORDS = {
    "admin",
    "administrator",
    "ascertia",
    "console",
    "letmein",
    "operator",
    "password",
    "passwort",
    "secret",
    "signing",
    "signinghub",
    "signinghubadmin",
    "signature",
    "welcome",
}
# Hashing takes time in proportion; nobody types more than this.
MAX_LENGTH = 1024


class LengthValidator(MinimumLengthValidator):
    """Django's own, in words that our catalogues have: its sentence is in English in Arabic."""

    def get_error_message(self) -> str:
        words = ngettext(
            "The password is too short; at least %(number)d character is needed.",
            "The password is too short; at least %(number)d characters are needed.",
            self.min_length,
        )
        return words % {"number": self.min_length}


class ProductWordValidator:
    """Refuses a product word dressed up with digits and signs (``SigningHub2026!``)."""

    def validate(self, password: str, user: object = None) -> None:  # noqa: ARG002 - Django's signature
        undressed = password.casefold().translate(str.maketrans("@0134$5!", "aoleassi"))
        for spelling in (password.casefold(), undressed):
            if re.sub(r"[\W\d_]+", "", spelling) in PRODUCT_WORDS:
                raise ValidationError(self.get_help_text(), code="product_word")

    def get_help_text(self) -> str:
        return _("Choose a password that is more than a word of this product.")
