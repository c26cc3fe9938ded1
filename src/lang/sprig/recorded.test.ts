import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../base/index.ts';
import {
  bytesOfText,
  createTemplateBudget,
  type GoValue,
  parseTemplate,
  TemplateError,
  TemplateSet,
} from '../gotemplate/index.ts';
import { decodeJson, sprigFunctions } from './index.ts';

type Row = readonly [template: string, printed: string] | readonly [template: string, printed: null, error: string];

const testdata = join(import.meta.dirname, 'testdata');
const budget = createTemplateBudget({ maxSteps: 1e9, maxBytes: 1e9 });

/** What a template prints, or its error. */
function run(template: string): readonly [string] | readonly [null, string] {
  const random = seededRandom(1);
  const functions = sprigFunctions({
    now: () => 1_700_000_000_123_456_789n,
    timeZone: 'Europe/Berlin',
    random: { open: () => random },
    budget,
  });
  try {
    const set = new TemplateSet();
    set.add(parseTemplate('row', bytesOfText(template), { functions: new Set(functions.keys()) }));
    return [set.execute('row', data(), { functions, budget, missingKey: 'default' })];
  } catch (error) {
    if (error instanceof TemplateError) return [null, error.message];
    throw error;
  }
}

const dataText = readFileSync(join(testdata, 'data.json'), 'latin1');

function data(): GoValue {
  return decodeJson(dataText, budget).value;
}

describe('what sprig 3.3.0 makes of', () => {
  for (const file of readdirSync(join(testdata, 'recorded'))) {
    const rows = JSON.parse(readFileSync(join(testdata, 'recorded', file), 'utf8')) as Row[];
    it.each(rows)(`${file}: %s`, (template, ...expected) => {
      expect(run(template)).toEqual(expected);
    });
  }
});
