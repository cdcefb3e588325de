// A run is resumed on the cloud that it was started on, as the user who started it.
import { type Cloud, StateError } from '../../services/index.ts';
import { startOf } from '../engine/replayChecks.ts';
import type { PriorAttempt } from '../engine/workflow.ts';
import type { MigrationRecords, StartedBy } from './records.ts';

/** The user whom a cloud is signed in to, as the journal names it. */
export const userOf = ({ user, project }: Cloud): StartedBy => ({
  ...{ userId: user.id, userName: user.name },
  ...{ projectId: project.id, projectName: project.name },
});

/**
 * Throws unless the run was started on this cloud by this user. To another user, existing resources that are not visible would
 * look deleted; `asOtherUser` overrides this.
 */
export function checkSameCloud(
  cloud: Cloud,
  { entries }: PriorAttempt<MigrationRecords>,
  asOtherUser: boolean,
): void {
  const { cloud: startedOn, by } = startOf(entries);
  const { runId, endpoints } = cloud;
  if (startedOn !== endpoints.identity)
    throw new StateError({
      code: 'StartedOnOtherCloud',
      message: `run ${runId} was started on cloud ${startedOn}, not on ${endpoints.identity}. To resume it, select its cloud with --cloud`,
    });
  const now = userOf(cloud);
  if (by === undefined || asOtherUser) return;
  if (by.userId === now.userId && by.projectId === now.projectId) return;
  throw new StateError({
    code: 'StartedByOtherUser',
    message: `run ${runId} was started by user ${by.userName} in project ${by.projectName}, but you are signed in as user ${now.userName} in project ${now.projectName}. A user with less access could mistake existing resources for deleted ones; use --as-other-user (asOtherUser) to override`,
  });
}
