"""The Celery app: what the broker must promise, and what runs by the clock."""

import os
from urllib.parse import urlsplit

from celery import Celery
from celery.schedules import crontab
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cdp.settings")

LONGEST_TASK_SECONDS = 1800

app = Celery("cdp")
app.conf.update(
    broker_url=settings.CELERY_BROKER_URL,
    broker_connection_retry_on_startup=True,
    accept_content=["json"],
    task_serializer="json",
    # A killed worker must not lose its task; every task of ours is safe to run twice.
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    worker_cancel_long_running_tasks_on_connection_loss=True,
    worker_soft_shutdown_timeout=20,
    worker_enable_soft_shutdown_on_idle=True,
    worker_max_tasks_per_child=200,
    task_time_limit=LONGEST_TASK_SECONDS,
    task_soft_time_limit=LONGEST_TASK_SECONDS - 60,
    # Results are rows of our own.
    task_ignore_result=True,
    timezone=settings.TIME_ZONE,
    worker_hijack_root_logger=False,
    beat_schedule={
        "refresh-sources": {"task": "indicators.tasks.refresh_due_sources", "schedule": crontab(hour=3, minute=15)},
        "recompute-readings": {"task": "indicators.tasks.recompute_readings", "schedule": crontab(hour=4, minute=30)},
    },
)

if urlsplit(settings.CELERY_BROKER_URL).scheme == "filesystem":
    messages = settings.QUEUE_FOLDER / "messages"
    control = settings.QUEUE_FOLDER / "control"
    processed = settings.QUEUE_FOLDER / "processed"
    for folder in (messages, control, processed):
        folder.mkdir(parents=True, exist_ok=True)
    app.conf.broker_transport_options = {
        "data_folder_in": str(messages),
        "data_folder_out": str(messages),
        "control_folder": str(control),
        "processed_folder": str(processed),
        "store_processed": False,
    }
else:
    app.conf.broker_transport_options = {
        # Redis hands a message out again after this long: never before a task may have ended.
        "visibility_timeout": 2 * LONGEST_TASK_SECONDS,
        "socket_timeout": 30,
        "socket_keepalive": True,
        "retry_on_timeout": True,
        "health_check_interval": 25,
    }

app.autodiscover_tasks()
