"""What the console itself keeps of SigningHub's configuration."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.db import models
from django.utils import timezone

from apps.configuration.pictures import Picture
from console.vault.models import Environment
from console.vault.seal import seal, unseal

# A form may be open for twelve hours.
PICTURES_KEPT = timedelta(hours=24)


class KeptLicence(models.Model):
    """A licence file that another one has taken the place of, sealed. None is ever thrown away."""

    environment = models.ForeignKey(Environment, on_delete=models.CASCADE, related_name="kept_licences")
    kept_at = models.DateTimeField(default=timezone.now)
    email = models.EmailField(blank=True)
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    sealed = models.BinaryField(editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["environment", "digest"], name="one_copy_of_a_licence")]
        ordering = ["-kept_at"]

    def __str__(self) -> str:
        return f"{self.environment} {self.kept_at:%Y-%m-%d %H:%M:%S}"

    @property
    def short(self) -> str:
        """The beginning of the SHA-256 of the file, by which people tell one from another."""
        return self.digest[:12]

    def bound_to(self) -> str:
        """What the sealed file is bound to."""
        return f"configuration.kept-licence:{self.environment_id}:{self.digest}"

    def file(self) -> bytes:
        """The licence file. Raises SealBroken."""
        return unseal(bytes(self.sealed), self.bound_to())


def keep_licence(environment: Environment, data: bytes, email: str) -> KeptLicence:
    """Keep a licence file; one that is kept already is kept as of now."""
    digest = hashlib.sha256(data).hexdigest()
    kept = KeptLicence(environment=environment, digest=digest, size=len(data), email=email)
    values = {"kept_at": timezone.now(), "email": email, "size": len(data), "sealed": seal(data, kept.bound_to())}
    return KeptLicence.objects.update_or_create(environment=environment, digest=digest, defaults=values)[0]


class KeptPicture(models.Model):
    """A picture written anew here, so that a page can show it and a form can name it. Nobody misses it afterwards."""

    environment = models.ForeignKey(Environment, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    kind = models.CharField(max_length=20)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    data = models.BinaryField(editable=False)
    used_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["environment", "digest"], name="one_copy_of_a_picture")]

    def __str__(self) -> str:
        return self.digest[:12]

    def picture(self) -> Picture:
        """The picture itself."""
        return Picture(bytes(self.data), self.kind, self.width, self.height)


def keep_picture(environment: Environment, picture: Picture) -> Picture:
    """Keep a picture for as long as a form may be open; what nobody has used for longer goes."""
    now = timezone.now()
    KeptPicture.objects.filter(used_at__lt=now - PICTURES_KEPT).delete()
    KeptPicture.objects.update_or_create(
        environment=environment,
        digest=picture.digest,
        defaults={
            "kind": picture.kind,
            "width": picture.width,
            "height": picture.height,
            "data": picture.data,
            "used_at": now,
        },
    )
    return picture
