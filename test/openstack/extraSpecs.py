"""Asks Cinder's own CapabilitiesFilter whether extra specs are met by capabilities.

Standard input: [[extra specs, capabilities], ...] as JSON.
Standard output: {"cinder": its version, "answers": [true, false or an exception's name, ...]}.
"""
import importlib.metadata
import json
import sys
from types import SimpleNamespace

from cinder import objects  # noqa: F401  the filter's module cannot be imported before it
from cinder.scheduler.filters.capabilities_filter import CapabilitiesFilter

passes = CapabilitiesFilter().backend_passes


def answer(extra_specs, capabilities):
    try:
        return passes(
            SimpleNamespace(capabilities=capabilities),
            {'resource_type': {'extra_specs': extra_specs}})
    except Exception as error:
        return type(error).__name__


answers = [answer(*pair) for pair in json.load(sys.stdin)]
json.dump({'cinder': importlib.metadata.version('cinder'), 'answers': answers}, sys.stdout)
