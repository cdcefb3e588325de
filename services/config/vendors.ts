// The public clouds that openstacksdk includes, as far as a migration needs them.

/**
 * Profiles by name, as in openstack/config/vendors of 2026-08. The one of `ovh`, which openstacksdk fetches
 * from OVH, names no regions.
 */
export const VENDORS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  auro: {
    auth: {
      auth_url: 'https://api.van2.auro.io:5000/v3',
      user_domain_name: 'Default',
      project_domain_name: 'Default',
    },
    identity_api_version: '3',
    region_name: 'RegionOne',
  },
  binero: {
    auth: {
      auth_url: 'https://auth.binero.cloud:5000/v3',
    },
    identity_api_version: '3',
    block_storage_api_version: '3',
    regions: ['europe-se-1'],
  },
  bluebox: {
    block_storage_api_version: '1',
    region_name: 'RegionOne',
  },
  catalyst: {
    auth: {
      auth_url: 'https://api.cloud.catalyst.net.nz:5000/v2.0',
    },
    regions: ['nz-por-1', 'nz_wlg_2'],
    block_storage_api_version: '1',
  },
  citycloud: {
    auth: {
      auth_url: 'https://{region_name}.citycloud.com:5000/v3/',
    },
    regions: ['Buf1', 'Fra1', 'Sto2', 'Kna1', 'dx1', 'tky1'],
    block_storage_api_version: '3',
    identity_api_version: '3',
  },
  conoha: {
    auth: {
      auth_url: 'https://identity.{region_name}.conoha.io',
    },
    regions: ['sin1', 'sjc1', 'tyo1'],
    identity_api_version: '2',
  },
  dreamcompute: {
    auth: {
      auth_url: 'https://iad2.dream.io:5000',
    },
    identity_api_version: '3',
    region_name: 'RegionOne',
  },
  elastx: {
    auth: {
      auth_url: 'https://ops.elastx.cloud:5000/v3',
    },
    identity_api_version: '3',
    region_name: 'se-sto',
  },
  entercloudsuite: {
    auth: {
      auth_url: 'https://api.entercloudsuite.com/',
    },
    identity_api_version: '3',
    block_storage_api_version: '1',
    regions: ['it-mil1', 'nl-ams1', 'de-fra1'],
  },
  fuga: {
    auth: {
      auth_url: 'https://identity.api.fuga.io:5000',
      user_domain_name: 'Default',
      project_domain_name: 'Default',
    },
    regions: ['cystack'],
    identity_api_version: '3',
    block_storage_api_version: '3',
  },
  limestonenetworks: {
    auth: {
      auth_url: 'https://auth.cloud.lstn.net:5000/v3',
    },
    regions: ['us-dfw-1', 'us-slc'],
    identity_api_version: '3',
  },
  'otc-swiss': {
    auth: {
      auth_url: 'iam-pub.eu-ch2.sc.otc.t-systems.com/v3',
    },
    regions: ['eu-ch2'],
    identity_api_version: '3',
    interface: 'public',
  },
  otc: {
    auth: {
      auth_url: 'https://iam.{region_name}.otc.t-systems.com/v3',
    },
    regions: ['eu-de', 'eu-nl'],
    identity_api_version: '3',
    interface: 'public',
  },
  'ovh-us': {
    auth: {
      auth_url: 'https://auth.cloud.ovh.us/',
      user_domain_name: 'Default',
      project_domain_name: 'Default',
    },
    regions: ['US-EAST-VA-1', 'US-WEST-OR-1', 'US-EAST-VA', 'US-WEST-OR'],
    identity_api_version: '3',
  },
  ovh: {
    auth: {
      auth_url: 'https://auth.cloud.ovh.net/',
      user_domain_name: 'Default',
      project_domain_name: 'Default',
    },
    identity_api_version: '3',
  },
  rackspace: {
    auth: {
      auth_url: 'https://identity.api.rackspacecloud.com/v2.0/',
    },
    identity_api_version: '2.0',
    regions: ['DFW', 'HKG', 'IAD', 'ORD', 'SYD', 'LON'],
    compute_service_name: 'cloudServersOpenStack',
    block_storage_endpoint_override: 'https://{region_name}.blockstorage.api.rackspacecloud.com/v2/',
    block_storage_api_version: '2',
  },
  switchcloud: {
    auth: {
      auth_url: 'https://identity.compute.cloud.switch.ch/v3',
    },
    regions: ['zhw', 'zhc'],
    identity_api_version: '3',
  },
  switchengines: {
    auth: {
      auth_url: 'https://keystone.cloud.switch.ch:5000/v3',
    },
    regions: ['LS', 'ZH'],
    identity_api_version: '3',
  },
  zetta: {
    auth: {
      auth_url: 'https://identity.api.zetta.io/v3',
    },
    regions: ['no-osl1'],
    identity_api_version: '3',
  },
};

/** Clouds that no longer exist, and why. */
export const SHUT_DOWN: Readonly<Record<string, string>> = {
  betacloud: 'betacloud.de has ceased business',
  ibmcloud: 'the API Endpoint is no longer responsive',
  internap: 'Internap have been rebranded as HorizonIQ',
  ultimum: 'ultimum-cloud.com has ceased business',
  unitedstack: 'the API Endpoint is no longer responsive',
};

/** Clouds whose profile openstacksdk fetches from an address. */
export const FETCHED: Readonly<Record<string, string>> = { vexxhost: 'https://vexxhost.com' };
