import {
  type Clock,
  inCluster,
  type KubeObject,
  type Logger,
  type Metrics,
  type Random,
  WorkQueue,
} from '../../base/index.ts';
import { type OwnerId, OwnerWriter, References } from '../../engine/index.ts';
import {
  type ApiResource,
  type Informer,
  type InformerSet,
  type KubeClient,
  type Reconciler,
  runController,
} from '../../kube/index.ts';

/** What every controller of the manager stands on. */
export interface ControllerPorts {
  readonly client: KubeClient;
  readonly informers: InformerSet;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** One running controller: its owners, and the way to give one of them a turn. */
export interface OwnerController {
  readonly owners: Informer;
  readonly queue: WorkQueue<OwnerId>;
  readonly references: References;
  /** Whether it has seen its owners, and their watch is well. */
  isWell(): boolean;
  /** Resolves when the controller has stopped. */
  readonly stopped: Promise<void>;
}

const concurrency = 8;

/** Runs the reconciler of one kind of owner until `signal` aborts. */
export function startOwnerController(
  kind: {
    readonly name: string;
    readonly resource: ApiResource;
    readonly manager: string;
    readonly queue: WorkQueue<OwnerId>;
    /** How many owners have a turn at a time, where a turn mostly waits; 8 where nothing is said. */
    readonly concurrency?: number;
    /** What a change of something that an owner looked up leads to; a turn where absent. */
    readonly referenceChanged?: (owner: OwnerId, object: KubeObject) => void;
    /** What is known of a looked-up object ahead of the watch. */
    readonly ahead?: (object: KubeObject) => KubeObject;
    readonly reconciler: (parts: { owners: OwnerWriter; references: References }) => Reconciler<OwnerId>;
  },
  ports: ControllerPorts,
  signal: AbortSignal,
): OwnerController {
  const { client, informers } = ports;
  const source = { cluster: inCluster, client };
  const { queue } = kind;
  const owners = informers.acquire(source, kind.resource, { transform: withoutManagedFields }).informer;
  const writer = new OwnerWriter({ owners, client, manager: kind.manager, queue });
  const references = new References({
    client,
    informer: (resource, options) =>
      informers.acquire(source, resource, { ...options, transform: withoutManagedFields }).informer,
    changed: kind.referenceChanged ?? ((owner) => queue.add(owner, 'normal')),
    late: (owner) => queue.add(owner, 'normal'),
    ...(kind.ahead === undefined ? {} : { ahead: kind.ahead }),
    clock: ports.clock,
  });
  const reconciler = kind.reconciler({ owners: writer, references });
  const { clock, logger, metrics } = ports;
  const stopped = runController(
    { name: kind.name, reconciler, queue, concurrency: kind.concurrency ?? concurrency, clock, logger, metrics },
    signal,
  ).finally(() => {
    writer.close();
    references.close();
  });
  let seen = false;
  owners.synced().then(
    () => {
      seen = true;
    },
    () => undefined,
  );
  return { owners, queue, references, isWell: () => seen && owners.lastError() === undefined, stopped };
}

/** The queue of a controller, with Flux's limits for repeated failures. */
export function ownerQueue(ports: Pick<ControllerPorts, 'clock' | 'random'>): WorkQueue<OwnerId> {
  return new WorkQueue<OwnerId>({ clock: ports.clock, random: ports.random });
}

function withoutManagedFields(object: KubeObject): KubeObject {
  const { managedFields: _fields, ...metadata } = object.metadata;
  return { ...object, metadata };
}
