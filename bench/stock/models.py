"""The row of a list of accounts as a table of the admin's own database, and its changelist."""

from __future__ import annotations

from django.contrib import admin
from django.db import models


class Account(models.Model):
    """An account, with the columns that the console's list shows."""

    user_name = models.CharField(max_length=255)
    standing = models.CharField(max_length=20)
    user_email = models.CharField(max_length=255)
    enterprise_name = models.CharField(max_length=255)
    service_plan = models.CharField(max_length=255)
    country = models.CharField(max_length=255)
    common_name = models.CharField(max_length=255)
    service_plan_type = models.CharField(max_length=50)
    enterprise_owner = models.BooleanField()
    created_on = models.DateTimeField(null=True, db_index=True)
    last_accessed_on = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.user_name


@admin.register(Account)
class AccountAdmin(admin.ModelAdmin):
    """Accounts, the newest first."""

    list_display = [field.name for field in Account._meta.fields if field.name != "id"]
    list_per_page = 50
    ordering = ["-created_on"]
    search_fields = ["user_name", "user_email", "common_name"]
