"""A client of the test cloud: a token, the catalog's addresses, and waiting."""
import json
import time

import requests

VOLUME_MICROVERSION = 'volume 3.70'
COMPUTE_MICROVERSION = 'compute 2.90'


class Cloud:
    def __init__(self, description, user='admin'):
        login = description['users'][user]
        self.description = description
        self.endpoints = dict(description['endpoints'])
        self.session = requests.Session()
        answer = self.request('POST', self.endpoints['identity'] + '/auth/tokens', 201, {'auth': {
            'identity': {'methods': ['password'], 'password': {'user': {
                'name': user, 'domain': {'id': 'default'}, 'password': login['password']}}},
            'scope': {'project': {'name': login['project'], 'domain': {'id': 'default'}}}}})
        token = answer.json()['token']
        self.user_id = token['user']['id']
        self.project_id = token['project']['id']
        self.endpoints['volume'] += '/' + self.project_id
        self.session.headers.update({'X-Auth-Token': answer.headers['X-Subject-Token']})

    def request(self, method, url, expected, body=None):
        headers = {}
        if url.startswith(self.endpoints['volume']):
            headers['OpenStack-API-Version'] = VOLUME_MICROVERSION
        elif url.startswith(self.endpoints['compute']):
            headers['OpenStack-API-Version'] = COMPUTE_MICROVERSION
        answer = self.session.request(method, url, json=body, headers=headers, timeout=60)
        if answer.status_code != expected:
            raise RuntimeError('%s %s: expected %s, got %s: %s' % (
                method, url, expected, answer.status_code, answer.text[:400]))
        return answer

    def call(self, method, service, path, expected, body=None):
        answer = self.request(method, self.endpoints[service] + path, expected, body)
        return answer.json() if answer.content else None

    def get(self, service, path):
        return self.call('GET', service, path, 200)

    def ensure(self, kind, match, **rest):
        """The id of the identity resource that has these properties; makes it if there is none."""
        one = kind[:-1]
        query = '&'.join('%s=%s' % pair for pair in match.items())
        for found in self.get('identity', '/%s?%s' % (kind, query))[kind]:
            return found['id']
        return self.call('POST', 'identity', '/' + kind, 201, {one: dict(match, **rest)})[one]['id']

    def grant(self, project, user, role):
        self.call('PUT', 'identity', '/projects/%s/users/%s/roles/%s' % (project, user, role), 204)

    def wait(self, service, path, key, status, seconds=90):
        """Until the resource has the status; an error status ends it at once."""
        end = time.monotonic() + seconds
        while True:
            found = self.get(service, path)[key]
            if found['status'].lower() == status:
                return found
            if found['status'].lower().startswith('error') or time.monotonic() > end:
                raise RuntimeError('%s: expected status %s, got %s %s' % (
                    path, status, found['status'], found.get('fault', '')))
            time.sleep(0.2)


def read_description(path):
    with open(path, encoding='utf-8') as file:
        return json.load(file)
