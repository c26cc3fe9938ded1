import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ourProgram, provePlaces, realProgram } from './testing/index.ts';

const corpus = process.env['SLIPWAY_CORPUS'];
const oracle = process.env['ORACLE_BIN'];
const required = process.env['ORACLE_REQUIRED'] === '1';

describe.skipIf(!required && (corpus === undefined || !existsSync(corpus)))(
  'the place that a field reports, in the corpus of kustomizations (SLIPWAY_CORPUS)',
  () => {
    it('holds what sets the field, and no field that does not report it', { timeout: 300_000 }, () => {
      const { tried, wrong } = provePlaces(corpus ?? '', ourProgram('5.7'), {
        seed: 1,
        kustomizations: 46,
        fieldsOfEach: 12,
      });
      expect(wrong.join('\n')).toBe('');
      expect(tried).toBeGreaterThanOrEqual(500);
    });

    // test/fuzz/kustomize/places.ts tries as many as it is told.
    it.skipIf(!required && oracle === undefined)(
      'holds for the real kustomize too (ORACLE_BIN)',
      { timeout: 300_000 },
      () => {
        const program = realProgram(join(oracle ?? '', 'kustomize'));
        onTestFinished(() => program.close());
        const { tried, wrong } = provePlaces(corpus ?? '', program, { seed: 4, kustomizations: 8, fieldsOfEach: 8 });
        expect(wrong.join('\n')).toBe('');
        expect(tried).toBeGreaterThanOrEqual(50);
      },
    );
  },
);
