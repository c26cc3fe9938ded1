import type { Context } from 'hono';
import { eventStream } from '../../stream/index.ts';
import type { Subject } from '../../auth/index.ts';
import { contract } from '../../contract/index.ts';
import { type Access, answerHeaders, ApiError, type ContractRouter } from '../http/index.ts';
import type { V1Ports } from './ports.ts';

/** How many streams may be open at a time. */
const maxStreams = 2_000;

/** The event stream. */
export function addStreamRoute(router: ContractRouter, ports: V1Ports, access: Access): void {
  let open = 0;
  router.add(contract.stream, ({ query }, { subject, http }) => {
    if (open >= maxStreams) {
      throw new ApiError('too-many-attempts', 'too many event streams are open', { retryAfterSeconds: 10 });
    }
    open += 1;
    const source = eventStream(
      subject,
      {
        list: query.list !== 'false',
        watch: query.watch,
        position: http.req.header('last-event-id') ?? query.position,
      },
      {
        index: ports.deliveries.index,
        authorizer: ports.authorizer,
        epoch: ports.epoch,
        clock: ports.clock,
        revalidate: revalidation(ports, access, http),
        ended: () => (open -= 1),
      },
    );
    return new Response(source, {
      headers: { ...answerHeaders, 'Content-Type': 'text/event-stream; charset=utf-8', 'X-Accel-Buffering': 'no' },
    });
  });
}

/** Tells whether a session still stands; it is looked at again only where the accounts have changed, or its time is over. */
function revalidation(
  { accounts, clock }: V1Ports,
  access: Access,
  http: Context,
): (subject: Subject) => Promise<Subject | undefined> {
  let seen = accounts()?.current();
  return async (subject) => {
    const current = accounts()?.current();
    if (subject.expiresAt > clock.now() && (current === undefined || current === seen)) return subject;
    seen = current;
    return access.subjectOf(http).catch(() => undefined);
  };
}
