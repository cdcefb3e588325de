"""Resolves clouds with openstacksdk itself.

Standard input: [{"files": {path: text}, "env": {name: value}, "cloud": name or null, "region": name or null}, ...] as JSON.
Each case has a folder of its own; `$DIR` in a text or a value stands for it. Its `cwd` is the working directory, its `home` the home.
Standard output: {"openstacksdk": its version, "answers": [{"error": ...} or {"config": ...}, ...]}.
"""
import importlib
import importlib.metadata
import json
import os
import sys
import tempfile
import traceback
import warnings

os.environ['PYTHON_KEYRING_BACKEND'] = 'keyring.backends.null.Keyring'

import requests  # noqa: E402
from keystoneauth1 import loading  # noqa: E402
from openstack.config import loader  # noqa: E402

loading.get_available_plugin_names()

SERVICES = {'volume': 'block-storage', 'compute': 'compute', 'identity': 'identity'}


def reference(auth, what):
    if auth.get(f'{what}_id'):
        return {'id': auth[f'{what}_id']}
    name = auth.get('username') if what == 'user' else auth.get(f'{what}_name')
    if not name:
        return None
    domain = None
    for prefix in (f'{what}_domain', 'default_domain'):
        for form in ('id', 'name'):
            if domain is None and auth.get(f'{prefix}_{form}'):
                domain = {form: auth[f'{prefix}_{form}']}
    return {'name': name, 'domain': domain}


def signed_in(auth, auth_type):
    if auth_type in ('password', 'v3password'):
        return {'method': 'password', 'user': reference(auth, 'user'), 'password': auth.get('password'),
                'project': reference(auth, 'project')}
    if auth_type in ('token', 'v3token'):
        return {'method': 'token', 'token': auth.get('token'), 'project': reference(auth, 'project')}
    if auth_type == 'v3applicationcredential':
        if auth.get('application_credential_id'):
            credential = {'id': auth['application_credential_id']}
        else:
            credential = {'name': auth.get('application_credential_name'), 'user': reference(auth, 'user')}
        return {'method': 'application_credential', 'credential': credential,
                'secret': auth.get('application_credential_secret')}
    return {'method': auth_type}


def words(interface):
    listed = interface if isinstance(interface, (list, tuple)) else [interface]
    return [str(one).replace('URL', '') for one in listed]


def resolve(case):
    # It looks for its files where the working directory and the home were at its import.
    importlib.reload(loader)
    region = loader.OpenStackConfig().get_one(
        case['cloud'] or None, **({'region_name': case['region']} if case['region'] else {}))
    verify, cert = region.get_requests_verify_args()
    # What requests makes of it and of the variables, as for every request.
    verify = requests.Session().merge_environment_settings('https://cloud.test', {}, None, verify, cert)['verify']
    timeout = region.config.get('api_timeout')
    return {
        'authUrl': region.config['auth']['auth_url'],
        'auth': signed_in(region.config['auth'], region.config['auth_type']),
        'region': region.get_region_name() or None,
        'verify': verify is not False,
        'cacert': verify if isinstance(verify, str) else None,
        'cert': list(cert) if isinstance(cert, tuple) else [cert, cert] if cert else None,
        'timeout': float(timeout) if timeout else None,
        'endpoints': {name: {
            'override': region.get_endpoint(service),
            'region': region.get_region_name(service) or None,
            'interfaces': words(region.get_interface(service)),
            'serviceType': region.get_service_type(service),
            'serviceName': region.get_service_name(service),
        } for name, service in SERVICES.items()},
    }


def in_folder(case, folder):
    for name in ('cwd', 'home'):
        os.makedirs(os.path.join(folder, name))
    for path, text in case['files'].items():
        path = os.path.join(folder, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'w') as file:
            file.write(text.replace('$DIR', folder))
    os.chdir(os.path.join(folder, 'cwd'))
    os.environ.clear()
    os.environ.update({'PATH': '/usr/bin:/bin', 'HOME': os.path.join(folder, 'home'),
                       'PYTHON_KEYRING_BACKEND': 'keyring.backends.null.Keyring'})
    os.environ.update({name: value.replace('$DIR', folder) for name, value in case['env'].items()})
    warnings.simplefilter('ignore')
    try:
        answer = {'config': resolve(case)}
    except Exception as error:
        answer = {'error': f'{type(error).__name__}: {error}', 'at': traceback.format_exc()[-400:]}
    return json.dumps(answer).replace(folder, '$DIR')


def answer(case):
    read, write = os.pipe()
    with tempfile.TemporaryDirectory() as folder:
        child = os.fork()
        if child == 0:
            try:
                os.write(write, in_folder(case, folder).encode())
            finally:
                os._exit(0)
        os.close(write)
        with os.fdopen(read) as pipe:
            text = pipe.read()
        os.waitpid(child, 0)
    return json.loads(text)


answers = [answer(case) for case in json.load(sys.stdin)]
json.dump({'openstacksdk': importlib.metadata.version('openstacksdk'), 'answers': answers}, sys.stdout)
