"""ready.py CLOUD.JSON agents SINCE: waits until every agent has reported after SINCE and every pool is known.
ready.py CLOUD.JSON mapped: is the compute host in the cell?

Exit code 1: no. An agent's state alone would not do: one that died a moment ago still counts as up.
"""
import sys
import time

import requests

from client import Cloud, read_description

COMPUTE_AGENTS = {'nova-compute', 'nova-conductor', 'nova-scheduler'}
SECONDS = 90


def fresh(services, since):
    return [s for s in services if s['state'] == 'up' and (s['updated_at'] or '') >= since]


def agents_ready(cloud, since):
    backends = cloud.description['backends']
    volume_agents = {(s['binary'], s['host']) for s in fresh(cloud.get('volume', '/os-services')['services'], since)}
    wanted = {('cinder-scheduler', 'node1')} | {('cinder-volume', b['service']) for b in backends.values()}
    pools = {p['name'] for p in cloud.get('volume', '/scheduler-stats/get_pools')['pools']}
    compute_agents = {s['binary'] for s in fresh(cloud.get('compute', '/os-services')['services'], since)}
    return wanted <= volume_agents and set(backends) <= pools and COMPUTE_AGENTS <= compute_agents


def wait_for_agents(description, since):
    end = time.monotonic() + SECONDS
    why = 'agents or pools are missing'
    while time.monotonic() < end:
        try:
            if agents_ready(Cloud(description), since):
                return True
        except (RuntimeError, requests.RequestException) as error:
            why = str(error)
        time.sleep(0.5)
    print(why, file=sys.stderr)
    return False


def main():
    description = read_description(sys.argv[1])
    if sys.argv[2] == 'agents':
        return wait_for_agents(description, sys.argv[3])
    return bool(Cloud(description).get('compute', '/os-hypervisors')['hypervisors'])


sys.exit(0 if main() else 1)
