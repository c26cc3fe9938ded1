export { canonicalJson, cloneJson, isJsonObject, jsonAt, jsonEqual, type Json, type JsonObject } from './json.ts';
export { numberAt, objectAt, objectsAt, textAt, textMapAt, textsAt } from './json-read.ts';
export { isAbort, messageOf, SlipwayError } from './error.ts';
export { formatProblem, type Problem } from './problem.ts';
export { type Clock, formatTime, ManualClock, sleep, systemClock } from './clock.ts';
export { type Random, randomSuffix, seededRandom, systemRandom } from './random.ts';
export { jsonLogger, type LogFields, type Logger, type LogLevel, silentLogger } from './log.ts';
export { type MetricLabels, type Metrics, noMetrics } from './metrics.ts';
export { formatDuration, parseDuration } from './duration.ts';
export { parseQuantity, quantityEqual } from './quantity.ts';
export {
  apiVersionOf,
  type GroupVersionKind,
  gvkOf,
  isKubeObject,
  type KubeObject,
  type ObjectMeta,
  type OwnerReference,
  parseApiVersion,
} from './object.ts';
export { type ClusterKey, describeKey, formatKey, inCluster, keyOf, type ObjectKey } from './object-key.ts';
export { openTransfer, sealForTransfer, Secret } from './secret.ts';
export { type Backoff, backoffDelay, retry } from './retry.ts';
export { sha256 } from './digest.ts';
export { createLru, type Lru } from './lru.ts';
export { SingleFlight } from './single-flight.ts';
export { Semaphore } from './semaphore.ts';
export { type Priority, WorkQueue } from './work-queue.ts';
export { version } from './version.ts';
