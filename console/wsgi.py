"""The WSGI entry point that gunicorn serves."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "console.settings")
django.setup(set_prefix=False)

from django.core.wsgi import get_wsgi_application  # noqa: E402

from console.start import refuse_if_unsafe  # noqa: E402

# Before the middleware is made: a wrong setting is to be a sentence, not a traceback out of it.
refuse_if_unsafe()

application = get_wsgi_application()
