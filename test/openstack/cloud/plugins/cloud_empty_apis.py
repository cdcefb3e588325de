"""A network API and, under /image, an image API with nothing in them.

Nova asks the network API even for servers without networks, and command-line clients ask for images to list servers.
Every collection is empty: GET /v2.0/ports answers {"ports": []}.
"""
import json


def answer(method, host, path):
    """Status line and body."""
    image = path[:1] == ['image']
    if image:
        path = path[1:]
    if not path and image:
        link = {'rel': 'self', 'href': 'http://%s/image/v2/' % host}
        return '200 OK', {'versions': [{'id': 'v2.9', 'status': 'CURRENT', 'links': [link]}]}
    if not path:
        return '200 OK', {'versions': [{'id': 'v2.0', 'status': 'CURRENT', 'links': []}]}
    if len(path) == 2 and method == 'GET':
        return '200 OK', {path[1].replace('-', '_'): []}
    if len(path) == 3 and path[1] == 'quotas':
        return '200 OK', {'quota': {}}
    return '404 Not Found', {'NeutronError': {'type': 'NotFound', 'message': '/'.join(path), 'detail': ''}}


def application(environ, start_response):
    path = [part for part in environ.get('PATH_INFO', '').split('/') if part]
    status, body = answer(environ['REQUEST_METHOD'], environ.get('HTTP_HOST', ''), path)
    data = json.dumps(body).encode()
    start_response(status, [('Content-Type', 'application/json'), ('Content-Length', str(len(data)))])
    return [data]
