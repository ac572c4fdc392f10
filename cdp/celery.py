"""The Celery app: what the broker must promise, and the one thing that runs by the clock.

A message carries the number of a job and nothing else: the job is a row (cdp/jobs), so that a broker that loses all it
holds costs some minutes and no work.
"""

import os
from urllib.parse import urlsplit

import redis
from celery import Celery
from django.conf import settings
from kombu.transport import redis as redis_transport

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cdp.settings")

LONGEST_TASK_SECONDS = settings.JOB_LONGEST_SECONDS + settings.JOB_GRACE_SECONDS

app = Celery("cdp")
app.conf.update(
    broker_url=settings.CELERY_BROKER_URL,
    broker_connection_retry_on_startup=True,
    # The worker outlives any outage of the broker; giving up after a hundred tries would need a person.
    broker_connection_max_retries=None,
    accept_content=["json"],
    task_serializer="json",
    # A killed worker must not lose its message. Messages may come twice: the claim of the row lets one through.
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    worker_cancel_long_running_tasks_on_connection_loss=True,
    worker_soft_shutdown_timeout=20,
    worker_enable_soft_shutdown_on_idle=True,
    worker_max_tasks_per_child=200,
    # Each message brings limits of its own; these are for one that does not.
    task_time_limit=LONGEST_TASK_SECONDS,
    task_soft_time_limit=settings.JOB_LONGEST_SECONDS,
    # A lost message is sent again by the sweeper; nobody waits for a broker that does not answer.
    task_publish_retry=False,
    # Results are rows of our own.
    task_ignore_result=True,
    timezone=settings.TIME_ZONE,
    worker_hijack_root_logger=False,
    beat_schedule={
        "tick": {
            "task": "cdp.tick",
            "schedule": settings.JOB_TICK_SECONDS,
            # A worker that comes back finds one tick to do, not a night of them.
            "options": {"expires": settings.JOB_TICK_SECONDS},
        }
    },
)

# What a page that sends a message is ready to wait for.
SENDING_OPTIONS = {}

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

    class Channel(redis_transport.Channel):
        """One that says in the way that the worker expects, and at once, that its connection was lost."""

        def _connparams(self, asynchronous=False):
            # Kombu 5.7 asks the lost connection for its address when it gives messages back or acknowledges them, and
            # the worker takes the AttributeError for a fault that it cannot live with.
            if self.connection.client is None:
                raise redis.ConnectionError("The connection of this channel was lost.")
            found = super()._connparams(asynchronous)
            if asynchronous:
                # The connections that the worker listens on. Told to try again, redis-py replaces the one for remote
                # control behind kombu's back where the broker is up again by then, and waits on it without limit for
                # the answer to a subscription that nobody has sent: the worker stands still until the next outage.
                found["retry_on_timeout"] = False
            return found

    redis_transport.Transport.Channel = Channel
    app.conf.broker_transport_options = {
        # Redis hands a message out again after this long: never before a task may have ended.
        "visibility_timeout": 2 * LONGEST_TASK_SECONDS,
        # How often it looks for such messages; with the defaults ten times as seldom.
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
        "socket_connect_timeout": 5,
        "socket_timeout": 30,
        "socket_keepalive": True,
        "retry_on_timeout": True,
        "health_check_interval": 25,
    }
    SENDING_OPTIONS = {
        "socket_connect_timeout": 2,
        "socket_timeout": 2,
        "retry_on_timeout": False,
        "health_check_interval": 0,
        "max_retries": 0,
    }

app.autodiscover_tasks()
