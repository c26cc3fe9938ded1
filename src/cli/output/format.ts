import type { Json, KubeObject } from '../../base/index.ts';
import { writeYaml } from '../../yaml/index.ts';
import { UsageError } from '../flags.ts';

/** How objects are printed. */
export type OutputFormat = 'wide' | 'json' | 'yaml' | 'name';

/** Reads `-o`; throws UsageError for a format that is not one. */
export function outputFormat(text: string | undefined, fallback: OutputFormat = 'wide'): OutputFormat {
  if (text === undefined || text === '') return fallback;
  if (text === 'wide' || text === 'json' || text === 'yaml' || text === 'name') return text;
  throw new UsageError(`-o takes wide, json, yaml or name, not ${text}`);
}

/** Objects in one of the formats for programs. */
export function printObjects(objects: KubeObject | readonly KubeObject[], format: 'json' | 'yaml'): string {
  const value = objects as Json;
  return format === 'json' ? `${JSON.stringify(value, undefined, 2)}\n` : writeYaml(value);
}
