// What the codes mean: parameters, configuration, names.
import type { MeaningGroup } from './types.ts';

export default {
  title: 'Parameters, configuration, names',
  intro:
    'A command that stops before it starts a run or a check exits with 2. If the run or the check finds the problem, the run is `FAILED` or the move blocked, and the exit status is 1.',
  meanings: {
    InvalidParameters: {
      exit: '2',
      cause:
        'The parameters cannot be used. Every problem is listed, with the correct name for a misspelt one.',
      remedy: 'Correct them. `--help` lists all options.',
    },
    Configuration: {
      exit: '2',
      cause: "The cloud's configuration cannot be used. Every problem is listed with its file and key.",
      remedy: 'Correct `clouds.yaml` or the `OS_*` variables.',
    },
    VolumeNotFound: {
      messages: ['no volume is called <name>', 'Volume <ID> not found'],
      exit: '2 for a name or with `--for`, 1 for the UUID of a run or a check',
      cause: 'The volume does not exist, or this user cannot see it.',
      remedy: '`openstack volume list --all-projects` lists the volumes.',
    },
    VolumeNameAmbiguous: {
      messages: ['<number> volumes are called <name>. Give the UUID of one of them'],
      exit: '2',
      cause: 'Several volumes have that name. The message lists them with their projects.',
      remedy: 'Give the UUID.',
    },
    NameAmbiguous: {
      exit: '2',
      cause: 'A volume type and a volume have that name.',
      remedy: 'Give the UUID.',
    },
    PoolNotFound: {
      messages: ['Pool <pool> not found'],
      exit: '1',
      cause: 'The cloud does not list that pool. A disabled or stopped service hides its pools.',
      remedy: '`volume-migrate pools` lists the pools.',
    },
    VolumeTypeNotFound: {
      messages: ['Volume type <type> not found'],
      exit: '1',
      cause: 'The volume type does not exist.',
      remedy: '`volume-migrate types` lists the types.',
    },
    DomainNotFound: {
      messages: ['Domain <name> not found'],
      exit: '1',
      cause: 'The domain for the temporary user does not exist.',
      remedy: 'Correct `--temporary-user-domain`.',
    },
    RoleNotFound: {
      messages: ['Role <names> not found'],
      exit: '1',
      cause: 'The role for the temporary user does not exist.',
      remedy: 'Correct `--temporary-user-role`, or create the role `member`.',
    },
    ProjectUnusable: {
      exit: '1',
      cause:
        "A temporary user cannot sign in to the volume's project: the project or its domain is disabled.",
      remedy: 'Use `--swap-method retype`, which needs no temporary user.',
    },
    RegionNotNamed: {
      exit: '2',
      cause: 'The cloud has several regions, and none is selected.',
      remedy: 'Add `--region NAME`, or set `OS_REGION_NAME`.',
    },
    EndpointNotFound: {
      exit: '2',
      cause: 'The catalog has no usable endpoint for a service that is needed.',
      remedy:
        'Check the region and the interface. If the catalog is wrong, set an endpoint override in `clouds.yaml`.',
    },
    AdminRequired: {
      exit: '1',
      cause: 'The user cannot see what is needed: hosts, pools, other projects.',
      remedy: 'Sign in with the admin role.',
    },
  },
} satisfies MeaningGroup;
