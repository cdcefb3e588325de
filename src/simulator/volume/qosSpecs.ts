// QoS specs and the types that use them; cinder/api/contrib/qos_specs_manage.py.
import type { QosSpecs } from '../model.ts';
import { notFound, policyForbids } from '../refusal.ts';
import { type Answer, type AuthorizedCall, param } from '../router.ts';
import { requireType } from '../simulation.ts';
import { requireAnyFields } from '../validate.ts';
import { volumeLinks } from './views.ts';

function requireAdmin(call: AuthorizedCall, rule: string): void {
  if (!call.isAdmin) throw policyForbids(`volume_extension:qos_specs_manage:${rule}`);
}

function findQos(call: AuthorizedCall): QosSpecs {
  const qos = call.sim.state.qosSpecs.get(param(call, 'id'));
  if (!qos) throw notFound(`No such QoS spec ${param(call, 'id')}.`);
  return qos;
}

const view = ({ id, name, consumer, specs }: QosSpecs) => ({ id, name, consumer, specs: { ...specs } });

const withLinks = (call: AuthorizedCall, qos: QosSpecs): Answer => ({
  status: 200,
  body: { qos_specs: view(qos), links: volumeLinks(call, `qos-specs/${qos.id}`) },
});

/** GET /qos-specs */
export function listQosSpecs(call: AuthorizedCall): Answer {
  requireAdmin(call, 'get_all');
  return { status: 200, body: { qos_specs: [...call.sim.state.qosSpecs.values()].map(view) } };
}

/** GET /qos-specs/{id} */
export function showQosSpecs(call: AuthorizedCall): Answer {
  requireAdmin(call, 'get');
  return withLinks(call, findQos(call));
}

/** POST /qos-specs: every key except name and consumer is a spec. */
export function createQosSpecs(call: AuthorizedCall): Answer {
  requireAdmin(call, 'create');
  const { name, consumer = 'back-end', ...specs } = requireAnyFields(call.body, 'qos_specs');
  const qos: QosSpecs = {
    id: call.sim.newId(),
    name: String(name),
    consumer: consumer === 'front-end' || consumer === 'both' ? consumer : 'back-end',
    specs: Object.fromEntries(Object.entries(specs).map(([key, value]) => [key, String(value)])),
  };
  call.sim.state.qosSpecs.set(qos.id, qos);
  return withLinks(call, qos);
}

/** GET /qos-specs/{id}/associate?vol_type_id=: it is a GET, and it changes the type */
export function associateQosSpecs(call: AuthorizedCall): Answer {
  requireAdmin(call, 'update');
  const qos = findQos(call);
  requireType(call.sim, call.query.get('vol_type_id') ?? '').qosSpecsId = qos.id;
  return { status: 202 };
}

const typesOf = (call: AuthorizedCall, { id }: QosSpecs) =>
  [...call.sim.state.volumeTypes.values()].filter(({ qosSpecsId }) => qosSpecsId === id);

/** GET /qos-specs/{id}/associations */
export function listQosAssociations(call: AuthorizedCall): Answer {
  requireAdmin(call, 'get');
  const associations = typesOf(call, findQos(call)).map(({ id, name }) => ({
    ...{ association_type: 'volume_type', name, id },
  }));
  return { status: 200, body: { qos_associations: associations } };
}

/** DELETE /qos-specs/{id}?force=True: removes it from its types. */
export function deleteQosSpecs(call: AuthorizedCall): Answer {
  requireAdmin(call, 'delete');
  const qos = findQos(call);
  for (const type of typesOf(call, qos)) type.qosSpecsId = null;
  call.sim.state.qosSpecs.delete(qos.id);
  return { status: 202 };
}
