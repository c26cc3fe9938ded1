export { canonicalJson, cloneJson, isJsonObject, jsonAt, jsonEqual, type Json, type JsonObject } from './json/json.ts';
export { numberAt, objectAt, objectsAt, textAt, textMapAt, textsAt } from './json/json-read.ts';
export { isAbort, messageOf, SlipwayError } from './error.ts';
export { formatProblem, type Place, type Problem, withPlace } from './problem.ts';
export { type Clock, formatTime, ManualClock, sleep, systemClock } from './time/clock.ts';
export { type Random, randomSuffix, seededRandom, systemRandom } from './random.ts';
export { jsonLogger, type LogFields, type Logger, type LogLevel, silentLogger } from './ports/log.ts';
export { type MetricLabels, type Metrics, noMetrics } from './ports/metrics.ts';
export { formatDuration, parseDuration } from './time/duration.ts';
export { parseQuantity, quantityEqual } from './objects/quantity.ts';
export {
  apiVersionOf,
  type GroupVersionKind,
  gvkOf,
  isKubeObject,
  type KubeObject,
  type ObjectMeta,
  type OwnerReference,
  parseApiVersion,
} from './objects/object.ts';
export { type ClusterKey, describeKey, formatKey, inCluster, keyOf, type ObjectKey } from './objects/object-key.ts';
export { openTransfer, sealForTransfer, Secret } from './secret.ts';
export { type Backoff, backoffDelay, retry } from './concurrency/retry.ts';
export { sha256 } from './digest.ts';
export { createLru, type Lru } from './lru.ts';
export { SingleFlight } from './concurrency/single-flight.ts';
export { Semaphore } from './concurrency/semaphore.ts';
export { type Priority, WorkQueue } from './concurrency/work-queue.ts';
export { version } from './version.ts';
