"""The people who use the console, the roles that narrow what they may do, and how they get in."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from console.permissions import Area, ConsoleRight, Right
from console.vault.models import Credential, Environment

if TYPE_CHECKING:
    from apps.access.sign_in.proof import Proof


class ConsoleRole(models.Model):
    """What a delegate may do, narrower than or equal to what SigningHub's role allows."""

    name = models.CharField(_("Name"), max_length=100, unique=True)
    description = models.CharField(_("Description"), max_length=255, blank=True)
    # {area: [right, …]}; an area that is absent is closed.
    rights = models.JSONField(default=dict)
    is_built_in = models.BooleanField(default=False, editable=False)

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        """The name as a person reads it: a built-in role's own in their language."""
        return gettext(self.name) if self.is_built_in else self.name

    @property
    def summary(self) -> str:
        """The description, in the same way."""
        return gettext(self.description) if self.is_built_in else self.description

    def allows(self, area: Area, right: Right) -> bool:
        """Whether this role grants `right` on `area`."""
        return right in self.rights.get(area, ())


class UserManager(BaseUserManager["User"]):
    """Finds people by e-mail in one normal form."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=normal_email(username or ""))


def normal_email(email: str) -> str:
    """The one spelling under which an address is stored, compared and counted (NFKC, trimmed, lower case)."""
    return unicodedata.normalize("NFKC", email).strip().casefold()


class User(AbstractBaseUser):
    """A person who signs in to the console; the e-mail address is the name.

    A *personal* user owns the credential and signs in with the SigningHub password (or a console password where
    SigningHub asks for none). A *delegate* has a console password and acts through a shared credential, narrowed by
    a console role.
    """

    class Kind(models.TextChoices):
        PERSONAL = "personal", _("Personal")
        DELEGATE = "delegate", _("Delegate")

    class Theme(models.TextChoices):
        SYSTEM = "system", _("As the system")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    email = models.EmailField(_("E-mail"), unique=True)
    name = models.CharField(_("Name"), max_length=255, blank=True)
    kind = models.CharField(max_length=10, choices=Kind)
    credential = models.ForeignKey(Credential, null=True, blank=True, on_delete=models.PROTECT, related_name="users")
    # None for personal users: SigningHub's own role is the only limit there (and our marks on what it leaves open).
    role = models.ForeignKey(ConsoleRole, null=True, blank=True, on_delete=models.PROTECT, related_name="users")
    is_active = models.BooleanField(default=True)
    is_custodian = models.BooleanField(_("Custodian of the vault"), default=False)
    is_people_admin = models.BooleanField(_("Manages people"), default=False)
    is_auditor = models.BooleanField(_("Reads the audit"), default=False)
    # Does SigningHub ask this operator for a password at all? Found out at enrolment or the first sign-in; a change
    # of it needs a new enrolment. None: not known yet.
    signinghub_asks_password = models.BooleanField(null=True, editable=False)
    language = models.CharField(_("Language"), max_length=10, default="en")
    time_zone = models.CharField(_("Time zone"), max_length=64, default="UTC")
    theme = models.CharField(_("Theme"), max_length=10, choices=Theme, default=Theme.SYSTEM)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    # What proved this person, from the password check to the end of the request.
    proof: Proof | None = None

    objects = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="no_custodian_is_auditor",
                condition=~models.Q(is_custodian=True, is_auditor=True),
                violation_error_message=_(
                    "Nobody is custodian of the vault and reads the audit: one watches the other."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.email

    def clean(self) -> None:
        super().clean()
        self.keep_a_custodian()

    def keep_a_custodian(self) -> None:
        """Refuse (ValidationError) a change of this person that would leave the vault without a custodian."""
        custodians = User.objects.filter(is_custodian=True, is_active=True)
        is_one = self.is_custodian and self.is_active
        if not is_one and custodians.filter(pk=self.pk).exists() and not custodians.exclude(pk=self.pk).exists():
            raise ValidationError(_("This is the last custodian of the vault. Appoint another one first."))

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self.is_active = False
        self.keep_a_custodian()
        return super().delete(*args, **kwargs)

    def save(self, *args: object, **kwargs: object) -> None:
        self.email = normal_email(self.email)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def is_personal(self) -> bool:
        return self.kind == self.Kind.PERSONAL

    def has_usable_password(self) -> bool:
        """Whether typing a password can prove that this is the person.

        Always true for personal users, whose password may live at SigningHub only: allauth takes a user without any
        way to prove himself as proven.
        """
        return self.is_personal or super().has_usable_password()

    @property
    def has_console_password(self) -> bool:
        """Whether the console itself holds a password of this person."""
        return bool(self.password) and super().has_usable_password()

    def console_rights(self) -> set[ConsoleRight]:
        """The rights over the console itself that this person holds."""
        return {right for right in ConsoleRight if self.has_console_right(right)}

    def has_console_right(self, right: ConsoleRight) -> bool:
        """Whether this person holds a right over the console itself."""
        held = {
            ConsoleRight.CUSTODIAN: self.is_custodian,
            ConsoleRight.PEOPLE: self.is_people_admin,
            ConsoleRight.AUDITOR: self.is_auditor,
        }
        return held[right]


class Session(AbstractBaseSession):
    """One open (or unfinished) sign-in of one browser; the row is the session, so deleting it ends it."""

    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="sessions")
    # When the person proved who they are; the absolute limit counts from here. None before that.
    signed_in_at = models.DateTimeField(null=True)
    # Where from and with what, as it was at sign-in.
    address = models.CharField(max_length=45, blank=True)
    agent = models.CharField(max_length=255, blank=True)

    class Meta(AbstractBaseSession.Meta):
        abstract = False
        db_table = "access_session"

    @classmethod
    def get_session_store_class(cls) -> type:
        from apps.access.sessions import SessionStore

        return SessionStore


class EnrolmentLink(models.Model):
    """A one-time way in: whoever holds the link proves their identity with it once and sets their secrets."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="enrolment_links")
    # Where a personal user's new credential belongs; None: the person chooses, or there is only one.
    environment = models.ForeignKey(Environment, null=True, on_delete=models.CASCADE)
    # Whose API client the new credential shares; None: the person types client id and secret.
    credential = models.ForeignKey(Credential, null=True, on_delete=models.CASCADE)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.user} {self.created_at:%Y-%m-%d %H:%M}"

    @property
    def is_open(self) -> bool:
        return self.used_at is None and self.expires_at > timezone.now()


# Django looks for an app's tables here.
from apps.access.passwords.models import PasswordRecovery  # noqa: E402, F401
