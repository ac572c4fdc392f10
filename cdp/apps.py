from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules


class CdpConfig(AppConfig):
    name = "cdp"
    verbose_name = "Combating Drugs Partnerships"

    def ready(self):
        # Each app's jobs.py registers what does its jobs, and schedule.py when the calendar asks for them.
        autodiscover_modules("jobs", "schedule")
        import_module("cdp.jobs.tidy")
        import_module("cdp.audit.jobs")
        import_module("cdp.privacy.jobs")
        import_module("cdp.changes.jobs")
        import_module("cdp.access.jobs")
        # shared_task belongs to whichever app is current; without this line the web process would send to none.
        from cdp.celery import app

        app.set_default()
        # The one place that Django has for what is neither table nor migration: triggers on every table there is.
        post_migrate.connect(import_module("cdp.api_support.state").install, sender=self)
