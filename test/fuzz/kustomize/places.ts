/**
 * Changes what stands at the places that fields of the corpus report, and looks at what the real kustomize then gives; exits with 1 where that is
 * not what the places say.
 *
 *     ORACLE_BIN=… SLIPWAY_CORPUS=… bin/node test/fuzz/kustomize/places.ts [--seed 1] [--fields 500]
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { provePlaces, realProgram } from '../../../src/render/kustomize/provenance/testing/index.ts';

const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, fields: { type: 'string', default: '500' } },
});
const oracle = process.env['ORACLE_BIN'];
const corpus = process.env['SLIPWAY_CORPUS'];
if (oracle === undefined || corpus === undefined) throw new Error('set ORACLE_BIN and SLIPWAY_CORPUS');

const fieldsOfEach = 12;
const program = realProgram(join(oracle, 'kustomize'));
// About one field in twelve cannot be tried.
const kustomizations = Math.ceil(Number(values.fields) / (fieldsOfEach - 1));
const { tried, wrong } = provePlaces(corpus, program, { seed: Number(values.seed), kustomizations, fieldsOfEach });
program.close();
process.stdout.write(`${[...wrong, `${tried} fields tried, ${wrong.length} wrong`].join('\n')}\n`);
process.exitCode = wrong.length > 0 ? 1 : 0;
