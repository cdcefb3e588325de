"""bootstrap.py CLOUD.JSON: service users and the catalog, with the password of $SERVICE_PASSWORD. May be repeated."""
import os
import sys

from client import Cloud, read_description

SERVICE_USERS = ('placement', 'cinder', 'nova')
# catalog type, name, key in cloud.json, what follows
SERVICES = (
    ('placement', 'placement', 'placement', ''),
    ('volumev3', 'cinderv3', 'volume', '/%(project_id)s'),
    ('block-storage', 'cinder', 'volume', '/%(project_id)s'),
    ('compute', 'nova', 'compute', ''),
    ('network', 'neutron', 'network', ''),
    ('image', 'glance', 'image', ''),
)


def main():
    description = read_description(sys.argv[1])
    cloud = Cloud(description)
    project = cloud.ensure('projects', {'name': 'service', 'domain_id': 'default'})
    roles = [cloud.ensure('roles', {'name': name}) for name in ('service', 'admin')]
    for name in SERVICE_USERS:
        user = cloud.ensure('users', {'name': name, 'domain_id': 'default'}, password=os.environ['SERVICE_PASSWORD'])
        for role in roles:
            cloud.grant(project, user, role)
    for catalog_type, name, key, rest in SERVICES:
        service = cloud.ensure('services', {'type': catalog_type, 'name': name})
        for interface in ('public', 'internal', 'admin'):
            cloud.ensure('endpoints', {'service_id': service, 'interface': interface},
                         region_id='RegionOne', url=description['endpoints'][key] + rest)


main()
