"""seed.py CLOUD.JSON: what tests begin with. Makes what is missing, by name, and writes seed.json."""
import json
import os
import sys
import time

from client import Cloud, read_description

TYPES = {
    'alpha': {'volume_backend_name': 'alpha'},
    'beta': {'volume_backend_name': 'beta'},
    'alpha-gold': {'volume_backend_name': 'alpha', 'storage:tier': 'gold'},
    'nowhere': {'volume_backend_name': 'no-such-backend'},
}
VOLUMES = {'boot1': 'alpha', 'boot2': 'beta', 'data1': 'alpha', 'data2': 'beta', 'free1': 'alpha', 'free2': 'beta'}
SERVERS = {'vm1': ('boot1', 'data1'), 'vm2': ('boot2', 'data2')}    # root volume, attached volume


def seed_identity(admin):
    """alice is a member of demo and bob of other; the admin is admin in both."""
    roles = {name: admin.ensure('roles', {'name': name}) for name in ('admin', 'member', 'reader', 'service')}
    projects = {'admin': admin.project_id}
    users = {'admin': admin.user_id}
    for user, project in (('alice', 'demo'), ('bob', 'other')):
        password = admin.description['users'][user]['password']
        projects[project] = admin.ensure('projects', {'name': project, 'domain_id': 'default'})
        users[user] = admin.ensure('users', {'name': user, 'domain_id': 'default'}, password=password)
        for role in ('member', 'reader'):
            admin.grant(projects[project], users[user], roles[role])
        admin.grant(projects[project], admin.user_id, roles['admin'])
        # tests soon use up the usual quota of 10 volumes
        admin.call('PUT', 'volume', '/os-quota-sets/' + projects[project], 200,
                   {'quota_set': {'volumes': 200, 'snapshots': 200}})
    return {'roles': roles, 'projects': projects, 'users': users}


def seed_types(admin):
    types = {t['name']: t['id'] for t in admin.get('volume', '/types')['volume_types']}
    for name, specs in TYPES.items():
        if name not in types:
            body = {'volume_type': {'name': name, 'extra_specs': specs}}
            types[name] = admin.call('POST', 'volume', '/types', 200, body)['volume_type']['id']
    return {name: types[name] for name in TYPES}


def seed_flavors(admin):
    flavors = {f['name']: f['id'] for f in admin.get('compute', '/flavors')['flavors']}
    if 'tiny' not in flavors:
        body = {'flavor': {'name': 'tiny', 'ram': 64, 'vcpus': 1, 'disk': 0, 'id': '1'}}
        flavors['tiny'] = admin.call('POST', 'compute', '/flavors', 200, body)['flavor']['id']
    return flavors


def seed_volumes(alice):
    volumes = {v['name']: v['id'] for v in alice.get('volume', '/volumes')['volumes']}
    missing = [name for name in VOLUMES if name not in volumes]
    for name in missing:
        body = {'volume': {'name': name, 'size': 1, 'volume_type': VOLUMES[name]}}
        volumes[name] = alice.call('POST', 'volume', '/volumes', 202, body)['volume']['id']
    for name in missing:
        alice.wait('volume', '/volumes/' + volumes[name], 'volume', 'available')
        if name.startswith('boot'):
            alice.call('POST', 'volume', '/volumes/%s/action' % volumes[name], 200,
                       {'os-set_bootable': {'bootable': True}})
    return {name: volumes[name] for name in VOLUMES}


def seed_servers(alice, volumes, flavor):
    servers = {s['name']: s['id'] for s in alice.get('compute', '/servers')['servers']}
    missing = [name for name in SERVERS if name not in servers]
    for name in missing:
        root = {'boot_index': 0, 'uuid': volumes[SERVERS[name][0]], 'source_type': 'volume',
                'destination_type': 'volume', 'delete_on_termination': False}
        body = {'server': {'name': name, 'flavorRef': flavor, 'networks': 'none', 'block_device_mapping_v2': [root]}}
        servers[name] = alice.call('POST', 'compute', '/servers', 202, body)['server']['id']
        # Nova lists servers by creation time, which it stores in whole seconds: two of one second come in any order.
        time.sleep(1.1)
    for name in missing:
        data = volumes[SERVERS[name][1]]
        alice.wait('compute', '/servers/' + servers[name], 'server', 'active')
        alice.call('POST', 'compute', '/servers/%s/os-volume_attachments' % servers[name], 200,
                   {'volumeAttachment': {'volumeId': data}})
        alice.wait('volume', '/volumes/' + data, 'volume', 'in-use')
    return {name: servers[name] for name in SERVERS}


def main():
    description = read_description(sys.argv[1])
    admin = Cloud(description)
    seed = seed_identity(admin)
    seed['types'] = seed_types(admin)
    seed['flavors'] = seed_flavors(admin)
    alice = Cloud(description, 'alice')
    seed['volumes'] = seed_volumes(alice)
    seed['servers'] = seed_servers(alice, seed['volumes'], seed['flavors']['tiny'])
    with open(description['seed'] + '.new', 'w', encoding='utf-8') as file:
        json.dump(seed, file, indent=2)
        file.write('\n')
    os.replace(description['seed'] + '.new', description['seed'])


main()
