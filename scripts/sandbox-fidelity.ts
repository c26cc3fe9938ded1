/**
 * Writes `docs/sandbox-fidelity.md` from the classes in `src/sandbox/testdata/fidelity` and what is recorded for them.
 *
 *     bin/node scripts/sandbox-fidelity.ts
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fidelityDocument } from './sandbox/index.ts';

writeFileSync(join(import.meta.dirname, '../docs/sandbox-fidelity.md'), fidelityDocument());
