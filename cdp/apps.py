from django.apps import AppConfig


class CdpConfig(AppConfig):
    name = "cdp"
    verbose_name = "Combating Drugs Partnerships"

    def ready(self):
        # shared_task belongs to whichever app is current; without this line the web process would send to none.
        from cdp.celery import app

        app.set_default()
