// Cinder's volume types.
import type { VolumeType } from '../model.ts';
import { pageLinks, paginate } from '../pages.ts';
import { badRequest, conflict, notFound, policyForbids } from '../refusal.ts';
import { type Answer, type AuthorizedCall, param } from '../router.ts';
import { addType } from '../rows.ts';
import { isFields, requireFields } from '../validate.ts';
import { typeView, volumeUrl } from './views.ts';

const TRUE = ['1', 't', 'true', 'on', 'y', 'yes'];
const FALSE = ['0', 'f', 'false', 'off', 'n', 'no'];

const missing = (id: string) => notFound(`Volume type ${id} could not be found.`);

/** Whether the caller's project may use a type: a public one, or one that it has access to. */
export const mayUseType = (call: AuthorizedCall, type: VolumeType): boolean =>
  type.isPublic || call.isAdmin || type.access.has(call.projectId);

/**
 * Responds as for an unknown type if the caller's project may not use it: so an owner loses rights to a
 * volume of such a type.
 */
export function requireUsableType(call: AuthorizedCall, typeId: string | null): void {
  const type = typeId === null ? undefined : call.sim.state.volumeTypes.get(typeId);
  if (type && !mayUseType(call, type)) throw missing(type.id);
}

/** GET /types?is_public=&name=: even an admin sees only the public ones, unless `is_public=None`. */
export function listTypes(call: AuthorizedCall): Answer {
  const wanted = (call.query.get('is_public') ?? 'True').toLowerCase();
  if (call.isAdmin && ![...TRUE, ...FALSE, 'none'].includes(wanted))
    throw badRequest(`Invalid is_public filter [${call.query.get('is_public')}]`);
  const name = call.query.get('name');
  const types = [...call.sim.state.volumeTypes.values()]
    .filter((type) => {
      if (!call.isAdmin) return mayUseType(call, type);
      return wanted === 'none' || type.isPublic === TRUE.includes(wanted);
    })
    .filter((type) => name === null || type.name === name)
    .reverse();
  if (call.query.get('sort')?.startsWith('name'))
    types.sort((left, right) => (left.name < right.name ? -1 : 1));
  const page = paginate(call, types, volumeUrl(call, 'types'), missing);
  const body = {
    volume_types: page.items.map((type) => typeView(call, type)),
    ...pageLinks('volume_type_links', page),
  };
  return { status: 200, body };
}

/** The type in the path, if the caller's project may use it; otherwise the 404 of an unknown one. */
export function findType(call: AuthorizedCall): VolumeType {
  const id = param(call, 'id');
  const { volumeTypes } = call.sim.state;
  const type =
    id === 'default'
      ? [...volumeTypes.values()].find(({ name }) => name === call.sim.defaultType)
      : volumeTypes.get(id);
  if (!type || !mayUseType(call, type)) throw missing(id);
  return type;
}

/** GET /types/{id}: by ID only, or `default`. */
export const showType = (call: AuthorizedCall): Answer => ({
  status: 200,
  body: { volume_type: typeView(call, findType(call)) },
});

/** POST /types */
export function createType(call: AuthorizedCall): Answer {
  if (!call.isAdmin) throw policyForbids('volume_extension:type_create');
  const known = ['name', 'description', 'extra_specs', 'os-volume-type-access:is_public'];
  const fields = requireFields(call.body, 'volume_type', known, ['name']);
  const name = String(fields['name']);
  const taken = [...call.sim.state.volumeTypes.values()].some((type) => type.name === name);
  if (taken) throw conflict(`Volume Type ${name} already exists.`);
  const type = addType(call.sim, {
    name,
    extraSpecs: stringsOf(fields['extra_specs']),
    isPublic: fields['os-volume-type-access:is_public'] !== false,
    ...(typeof fields['description'] === 'string' ? { description: fields['description'] } : {}),
  });
  const { qos_specs_id: _, ...view } = typeView(call, type);
  return { status: 200, body: { volume_type: view } };
}

const stringsOf = (value: unknown): Record<string, string> =>
  Object.fromEntries(Object.entries(isFields(value) ? value : {}).map(([key, item]) => [key, String(item)]));

/** DELETE /types/{id} */
export function deleteType(call: AuthorizedCall): Answer {
  if (!call.isAdmin) throw policyForbids('volume_extension:type_delete');
  const type = findType(call);
  const used = [...call.sim.state.volumes.values()].some(({ typeId }) => typeId === type.id);
  if (used) throw badRequest(`Target volume type is still in use.`);
  call.sim.state.volumeTypes.delete(type.id);
  return { status: 202 };
}

/** GET /types/{id}/extra_specs */
export function showExtraSpecs(call: AuthorizedCall): Answer {
  return { status: 200, body: { extra_specs: typeView(call, findType(call))['extra_specs'] } };
}
