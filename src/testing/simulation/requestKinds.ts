// The kinds of requests that a run makes: workloads name requests by them.

const ID = /req-[0-9a-f-]{36}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}/g;

/** The kind of a request, from the services' description of its call: without IDs and query. */
export const kindOf = (call: string): string => call.replace(/\?\S*/, '').replace(ID, 'ID');

/** Every kind of request that the calls of the chart make. */
export const REQUEST_KINDS = [
  'POST /v3/auth/tokens',
  'GET /v3/projects/ID',
  'GET /v3/domains/default',
  'POST /v3/users',
  'GET /v3/users',
  'GET /v3/users/ID',
  'PATCH /v3/users/ID',
  'GET /v3/roles',
  'PUT /v3/projects/ID/users/ID/roles/ID',
  'DELETE /v3/users/ID',
  'GET /volumes/ID',
  'GET /volumes/ID/metadata',
  'GET /volumes/detail',
  'GET /snapshots',
  'GET /attachments',
  'GET /types',
  'GET /types/ID',
  'GET /types/ID/encryption',
  'GET /os-quota-sets/ID',
  'GET /scheduler-stats/get_pools',
  'GET /os-services',
  'GET /clusters',
  'GET /messages',
  'POST /volumes',
  'POST /volumes/ID/action os-migrate_volume',
  'POST /volumes/ID/action os-retype',
  'POST /volumes/ID/action os-set_bootable',
  'POST /volumes/ID/action os-set_image_metadata',
  'POST /volumes/ID/action os-update_readonly_flag',
  'PUT /volumes/ID',
  'DELETE /volumes/ID',
  'DELETE /volumes/ID/metadata/volume-migrate%3Arun',
  // What its owner changed on the source while Nova copied it.
  'POST /volumes/ID/metadata',
  'DELETE /volumes/ID/metadata/purpose',
  'GET /servers/detail',
  'GET /servers/ID',
  'GET /servers/ID/os-volume_attachments',
  'PUT /servers/ID/os-volume_attachments/ID',
  'GET /servers/ID/os-instance-actions',
  'GET /servers/ID/os-instance-actions/ID',
  "GET the volume service's version document",
  "GET the compute service's version document",
] as const;
