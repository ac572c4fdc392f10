import hashlib
import json

import pytest
from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder

from tests.loading.folder import make_reference, write_folder


@pytest.fixture
def folder(tmp_path, db):
    """A sound folder of a made-up partnership; the reference data that it needs are loaded."""
    make_reference()
    return write_folder(tmp_path)


def every_row():
    """{table: its rows}, of every table that is ours."""
    tables = {}
    for app in ("partners", "indicators", "actions"):
        for model in apps.get_app_config(app).get_models(include_auto_created=True):
            tables[model._meta.db_table] = list(model._base_manager.order_by("pk").values_list())
    return tables


def digest():
    """A hash of every row of ours, so that a test can say: as it was."""
    return hashlib.sha256(json.dumps(every_row(), cls=DjangoJSONEncoder).encode()).hexdigest()
