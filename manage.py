#!/usr/bin/env python
"""Django's command line for the console."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    # The database file is for this account only.
    os.umask(0o077)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "console.settings")
    execute_from_command_line(sys.argv)
