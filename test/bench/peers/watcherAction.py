"""Watcher's own action VolumeMigrate, unmodified: an action plan as its applier runs it, without the applier.

watcherAction.py FILE: FILE holds {"auth": {...}, "actions": [parameters of an action, ...]}. As in a plan of
Watcher's, two actions run at once, and the next two begin when both have ended. Prints what each action returned
as a JSON list of booleans, in the order given.
"""

import concurrent.futures
import json
import sys

from oslo_config import cfg
from watcher.applier.actions import volume_migration
from watcher.common import clients
from watcher import conf  # noqa: F401  (registers the options)

AT_ONCE = 2


def configure(auth):
    """What a watcher.conf of this cloud holds."""
    clients.ka_loading.register_auth_conf_options(cfg.CONF, "watcher_clients_auth")
    cfg.CONF([], project="watcher", default_config_files=[])
    plugin = clients.ka_loading.get_plugin_loader("password")
    cfg.CONF.register_opts(
        clients.ka_loading.get_auth_plugin_conf_options(plugin), group="watcher_clients_auth")
    cfg.CONF.set_override("auth_type", "password", group="watcher_clients_auth")
    for name, value in auth.items():
        cfg.CONF.set_override(name, value, group="watcher_clients_auth")


def run(parameters):
    """One action, in the steps of Watcher's applier."""
    action = volume_migration.VolumeMigrate(None, osc=clients.OpenStackClients())
    action.input_parameters = parameters
    try:
        action.validate_parameters()
        action.pre_condition()
        result = action.execute()
        action.post_condition()
        return bool(result)
    except Exception as error:  # as the applier: the action has failed
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return False


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        given = json.load(file)
    configure(given["auth"])
    results = []
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        for first in range(0, len(given["actions"]), AT_ONCE):
            results += pool.map(run, given["actions"][first:first + AT_ONCE])
    print(json.dumps(results))


main()
