"""Faults that a test asks for, in Cinder's and Nova's drivers.

A file $CLOUD_FAULTS/<place>/<operation> that holds {"delay": seconds, "raise": "text", "count": times} slows the
operation down, lets it fail with that text, or both; after `count` times the file is gone. Every key may be left out.
The place is a backend's service (node1@alpha), * for every backend, or nova.

A file $CLOUD_FAULTS/<service>/pools is no fault: it holds a JSON list of the names of further pools that the backend
reports for as long as the file is there.
"""
import json
import os
import time

FOLDER = os.environ.get('CLOUD_FAULTS', '')


def _read(path):
    """The fault in the file. A file that a test is just writing is given a moment."""
    for attempt in range(10):
        try:
            with open(path, encoding='utf-8') as file:
                return json.load(file)
        except FileNotFoundError:
            return None
        except ValueError:
            time.sleep(0.05)
    return {'raise': 'the fault file %s does not hold JSON' % path}


def _count_down(path, fault):
    fault['count'] -= 1
    if fault['count'] <= 0:
        os.unlink(path)
        return
    with open(path + '.new', 'w', encoding='utf-8') as file:
        json.dump(fault, file)
    os.replace(path + '.new', path)


def meet(places, operation):
    """Waits as the first fault found says, and returns its text, or None if nothing is to fail."""
    for place in places:
        path = os.path.join(FOLDER, place, operation)
        fault = _read(path)
        if fault is None:
            continue
        if 'count' in fault:
            _count_down(path, fault)
        time.sleep(fault.get('delay', 0))    # the daemons' sleep lets their other work go on
        if fault.get('raise'):
            return fault['raise']
    return None


def further_pools(service):
    """The names of the pools that a test adds to the backend's own."""
    names = _read(os.path.join(FOLDER, service, 'pools'))
    return names if isinstance(names, list) else []
