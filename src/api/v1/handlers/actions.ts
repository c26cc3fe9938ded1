import type { ActionName } from '../../contract/index.ts';
import { contract } from '../../contract/index.ts';
import { ApiError, apiErrorOf, type ContractRouter } from '../http/index.ts';
import { carryOut } from '../../actions/index.ts';
import type { Action } from '../../contract/index.ts';
import type { Subject } from '../../auth/index.ts';
import { type V1Ports, visibleDelivery } from './ports.ts';

/** How many deliveries are acted on at a time, where one asks for many. */
const atOnce = 8;

/** Acting on deliveries. */
export function addActionRoutes(router: ContractRouter, ports: V1Ports): void {
  const act = async (
    subject: Subject,
    id: { kind: string; namespace: string; name: string },
    action: Action,
    signal: AbortSignal,
  ): Promise<string> => {
    const { kind, owner, resource } = visibleDelivery(ports, subject, id, 'act');
    const name: ActionName = action.action;
    if (!kind.actions.includes(name)) throw new ApiError('refused', `${kind.title} has no action ${name}`);
    const why = kind.refusal(owner, name);
    if (why !== undefined)
      throw new ApiError('refused', `${name}: ${why}`, { object: `${id.kind}/${id.namespace}/${id.name}` });
    return carryOut(
      { client: ports.home, owner, resource, kind, action, username: subject.username, now: ports.clock.now() },
      signal,
    );
  };
  router.add(contract.act, async ({ params, body }, { subject, signal }) => ({
    message: await act(subject, params, body, signal),
  }));
  router.add(contract.actOnMany, async ({ body }, { subject, signal }) => {
    const results: { id: string; message?: string; error?: ApiError['body']['error'] }[] = body.ids.map((id) => ({
      id,
    }));
    const waiting = [...results];
    const work = async (): Promise<void> => {
      for (let result = waiting.shift(); result !== undefined; result = waiting.shift()) {
        const [kind = '', namespace = '', name = ''] = result.id.split('/');
        try {
          result.message = await act(subject, { kind, namespace, name }, body.action, signal);
        } catch (error) {
          const known = apiErrorOf(error);
          if (known === undefined) throw error;
          result.error = known.body.error;
        }
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    return { results };
  });
}
