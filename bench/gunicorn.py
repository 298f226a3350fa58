"""Gunicorn's settings for the rivals: the console's, without its check of its own settings."""

from console.gunicorn import *  # noqa: F403
from console.gunicorn import on_starting

del on_starting
