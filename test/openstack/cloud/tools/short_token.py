"""short_token.py KEYSTONE.CONF USER PROJECT SECONDS: prints a token of that user, with the roles it has there, that ends soon.

Keystone gives all tokens the same long life; a test that needs one to end writes it with Keystone's own key.
"""
import datetime
import sys

import keystone.conf
from keystone.common import utils
from keystone.token import provider
from keystone.token import token_formatters
from oslo_config import cfg


def main(conf, user, project, seconds):
    keystone.conf.configure()
    cfg.CONF(['--config-file', conf], project='keystone')
    end = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None) + datetime.timedelta(seconds=int(seconds))
    print(token_formatters.TokenFormatter().create_token(
        user, utils.isotime(end, subsecond=True), [provider.random_urlsafe_str()],
        token_formatters.ProjectScopedPayload, methods=['password'], project_id=project))


main(*sys.argv[1:])
