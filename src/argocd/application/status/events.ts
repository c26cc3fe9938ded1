import { jsonAt, type JsonObject, type KubeObject, textAt } from '../../../base/index.ts';
import type { OwnerEvent } from '../../../engine/index.ts';

/** What became of a run in a pass. */
export interface RunMove {
  readonly state: JsonObject;
  readonly revision: string;
  /** Automation began it in this pass. */
  readonly initiated: boolean;
  readonly ended: 'succeeded' | 'failed' | undefined;
}

/** The Events of a run that began or ended in this pass (Argo CD v3.6, controller/appcontroller.go). */
export function runEvents(owner: KubeObject, { state, revision, initiated, ended }: RunMove): OwnerEvent[] {
  const events = initiated ? [event(owner, 'OperationStarted', `Initiated automated sync to '${revision}'`)] : [];
  if (ended === undefined) return events;
  const resources = jsonAt(state, 'operation', 'sync', 'resources');
  const kind = Array.isArray(resources) && resources.length > 0 ? 'Partial sync operation' : 'Sync operation';
  const what = revision === '' ? kind : `${kind} to ${revision}`;
  const completed =
    ended === 'succeeded'
      ? event(owner, 'OperationCompleted', `${what} succeeded`)
      : event(owner, 'OperationCompleted', `${what} failed: ${textAt(state, 'message')}`, 'Warning');
  return [...events, completed];
}

/** The Events of a sync or health status that is another than before (controller/appcontroller.go persistAppStatus). */
export function changeEvents(owner: KubeObject, sync: JsonObject, health: JsonObject): OwnerEvent[] {
  const events: OwnerEvent[] = [];
  const before = (field: string): string => textAt(owner, 'status', field, 'status');
  const move = (what: string, field: string, after: string): string =>
    `Updated ${what} status: ${before(field)} -> ${after}`;
  const [syncStatus, healthStatus] = [textAt(sync, 'status'), textAt(health, 'status')];
  if (before('sync') !== syncStatus) events.push(event(owner, 'ResourceUpdated', move('sync', 'sync', syncStatus)));
  if (before('health') !== healthStatus) {
    const message = textAt(health, 'message');
    const because = message === '' ? '' : ` (${message})`;
    events.push(event(owner, 'ResourceUpdated', `${move('health', 'health', healthStatus)}${because}`));
  }
  return events;
}

/** Every Event of an Application says where it delivers to (util/argo/audit_logger.go). */
function event(owner: KubeObject, reason: string, message: string, type: OwnerEvent['type'] = 'Normal'): OwnerEvent {
  const destination = (field: string): string => textAt(owner, 'spec', 'destination', field);
  const annotations = { 'dest-namespace': destination('namespace'), 'dest-server': destination('server') };
  return { type, reason, message, annotations };
}
