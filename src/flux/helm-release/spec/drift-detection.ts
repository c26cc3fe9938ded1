import { type JsonObject, objectsAt, textAt } from '../../../base/index.ts';

/** `spec.driftDetection` with its defaults. */
export interface DriftDetection {
  readonly mode: 'enabled' | 'warn' | 'disabled';
  readonly ignore: readonly JsonObject[];
}

/** Reads `spec.driftDetection`. */
export function driftDetectionOf(spec: JsonObject): DriftDetection {
  const mode = textAt(spec, 'driftDetection', 'mode');
  return {
    mode: mode === 'enabled' || mode === 'warn' ? mode : 'disabled',
    ignore: objectsAt(spec, 'driftDetection', 'ignore'),
  };
}
