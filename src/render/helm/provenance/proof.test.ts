import { existsSync, realpathSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { proveSources } from './testing/prove-sources.ts';

// A tree follows no links above its root.
const corpus = process.env['SLIPWAY_CORPUS'] && realpathSync(process.env['SLIPWAY_CORPUS']);
const required = process.env['ORACLE_REQUIRED'] === '1';

describe.skipIf(!required && (corpus === undefined || !existsSync(corpus)))(
  'what a field reports, in the corpus of charts (SLIPWAY_CORPUS)',
  () => {
    it('is what it changes with, and what changes it is reported', { timeout: 300_000 }, () => {
      const proof = proveSources(corpus ?? '', { seed: 1, charts: 60, fieldsOfEach: 10 });
      expect(proof.tried).toBeGreaterThanOrEqual(500);
      expect(proof.byValue).toBeGreaterThan(proof.tried / 2);
      // Values that go through YAML and back, or that a list decides on.
      expect(proof.wrong.length / proof.tried, proof.wrong.join('\n')).toBeLessThanOrEqual(0.02);
      // Hashes of other templates' output, and conditions.
      expect(proof.unreported.length / proof.changed, proof.unreported.join('\n')).toBeLessThanOrEqual(0.05);
      expect(proof.byCondition).toBeGreaterThan(0);
    });
  },
);
