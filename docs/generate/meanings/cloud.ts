// What the codes mean: the cloud refused or did not respond.
import type { MeaningGroup } from './types.ts';

export default {
  title: 'The cloud refused or did not respond',
  intro: 'The message ends with the text of the service; the status and the request ID are printed with it.',
  meanings: {
    BadRequest: {
      cause: 'A service rejected the request (400).',
      remedy: 'Read the text of the service. If this is unexpected for your release, please report it.',
    },
    Unauthorized: {
      cause: 'The sign-in failed, or the token was rejected (401).',
      remedy: 'Check user, password and project.',
    },
    Forbidden: {
      cause: 'The user is not allowed to do that (403).',
      remedy: 'Sign in with the admin role, or ask for the policy to be changed.',
    },
    NotFound: {
      cause: 'A resource does not exist (404).',
      remedy: 'It may have been deleted meanwhile. Check with the OpenStack client.',
    },
    Conflict: {
      cause: 'The resource is in a state that does not allow the request (409).',
      remedy: 'Read the text of the service, wait for the current operation to end, and try again.',
    },
    RateLimited: {
      cause: 'The service limits the rate of requests (429). It was retried.',
      remedy: 'Wait, and run fewer moves at once.',
    },
    ServerError: {
      cause: 'The service failed (500).',
      remedy: 'Search its log for the request ID.',
    },
    ServiceUnavailable: {
      cause: 'The service or its proxy is unavailable (502, 503, 504). Reads are retried.',
      remedy: 'Wait, then resume the run.',
    },
    MicroversionUnsupported: {
      cause: 'The service does not support an API version that is needed (406).',
      remedy: 'Upgrade the service. The oldest supported Cinder is Ocata (microversion 3.27).',
    },
    UnexpectedAnswer: {
      cause: 'A response does not have the format of the API. Often it comes from a proxy.',
      remedy: 'Check the URL of the service, and any proxy in front of it.',
    },
    FilterIgnored: {
      cause: 'Cinder ignores a filter of a list request. The volumes are read one by one instead.',
      remedy: 'There is nothing to do.',
    },
    ConnectionFailed: {
      cause: 'A service could not be reached, or the connection broke.',
      remedy: 'Check the address, the network and the proxy variables. The reasons say more.',
    },
    TlsFailed: {
      cause: 'The TLS connection failed: an unknown authority, a wrong name or an expired certificate.',
      remedy: 'Set `cacert`, or correct the URL. The reasons say what is wrong.',
    },
    TimedOut: {
      cause: 'A service did not respond in time.',
      remedy: 'Wait, then resume the run.',
    },
    Aborted: {
      cause: 'The request was cancelled, because the run was.',
      remedy: 'There is nothing to do.',
    },
    TokenExpired: {
      cause: 'The token has expired, and a token alone cannot be renewed. The run stays open.',
      remedy: 'Sign in with a password or an application credential, then resume the run.',
    },
  },
} satisfies MeaningGroup;
