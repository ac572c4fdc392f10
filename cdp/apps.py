from importlib import import_module

from django.apps import AppConfig
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
        # shared_task belongs to whichever app is current; without this line the web process would send to none.
        from cdp.celery import app

        app.set_default()
