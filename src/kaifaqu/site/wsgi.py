"""The application as a WSGI server runs it."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kaifaqu.site.settings")

application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018  reading them loads every page
# What is loaded by now lives as long as the process. The collector need not look at it again: that took a tenth of a
# second, in the middle of somebody's page.
gc.collect()
gc.freeze()
