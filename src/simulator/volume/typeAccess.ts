// Which projects may use a private volume type; cinder/api/contrib/volume_type_access.py.
import { badRequest, conflict, notFound, policyForbids } from '../refusal.ts';
import type { Answer, AuthorizedCall } from '../router.ts';
import { invalidField, isFields, requireFields } from '../validate.ts';
import { findType } from './types.ts';

/** GET /types/{id}/os-volume-type-access: a public type has none, because everybody may use it. */
export function listTypeAccess(call: AuthorizedCall): Answer {
  if (!call.isAdmin) throw policyForbids('volume_extension:volume_type_access:get_all_for_type');
  const type = findType(call);
  if (type.isPublic) throw notFound('Access list not available for public volume types.');
  const access = [...type.access].map((projectId) => ({ volume_type_id: type.id, project_id: projectId }));
  return { status: 200, body: { volume_type_access: access } };
}

const ACTIONS = ['addProjectAccess', 'removeProjectAccess'];

/** POST /types/{id}/action: addProjectAccess, removeProjectAccess */
export function changeTypeAccess(call: AuthorizedCall): Answer {
  const [name = ''] = Object.keys(isFields(call.body) ? call.body : {});
  if (!ACTIONS.includes(name))
    throw badRequest(
      `There is no such action: ${name}. Verify the request body and Content-Type header and try again.`,
    );
  const fields = requireFields(call.body, name, ['project'], ['project']);
  const project = fields['project'];
  if (typeof project !== 'string')
    throw invalidField('project', project, `${project} is not of type 'string'`);
  if (!call.isAdmin) throw policyForbids(`volume_extension:volume_type_access:${name}`);
  const type = findType(call);
  if (type.isPublic)
    throw badRequest(
      'Invalid volume type: Type access modification is not applicable to public volume type.',
    );
  const pair = `${type.id} / ${project} combination`;
  if (name === 'addProjectAccess') {
    if (type.access.has(project)) throw conflict(`Volume type access for ${pair} already exists.`);
    type.access.add(project);
  } else if (!type.access.delete(project)) throw notFound(`Volume type access not found for ${pair}.`);
  return { status: 202 };
}
