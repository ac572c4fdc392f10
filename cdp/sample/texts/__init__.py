"""What is said about Exampleshire, as YAML files of this folder. Days are counted from the day of the load."""

from pathlib import Path

import yaml


def read(name):
    return yaml.safe_load(Path(__file__).with_name(f"{name}.yaml").read_text(encoding="utf-8"))
