/**
 * Has Go answer the cases of src/lang/gotemplate/testdata/cases.json and writes the answers there:
 *
 *     bin/node scripts/record-gotemplate.ts
 *
 * Needs `go` (1.26). A new case needs its template, or its format and arguments, only. The lexer is not public, so Go's own text/template/parse is
 * copied to a temporary folder and given a function that calls it.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const file = join(import.meta.dirname, '../src/lang/gotemplate/testdata/cases.json');
const sources = join(import.meta.dirname, 'gotemplate');
const work = mkdtempSync(join(tmpdir(), 'gotemplate-'));
try {
  const root = execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim();
  cpSync(join(root, 'src/text/template/parse'), join(work, 'parse'), { recursive: true });
  for (const name of readdirSync(join(work, 'parse'))) {
    if (name.endsWith('_test.go')) rmSync(join(work, 'parse', name));
  }
  copyFileSync(join(sources, 'lexer.go.txt'), join(work, 'parse/tokens.go'));
  copyFileSync(join(sources, 'main.go.txt'), join(work, 'main.go'));
  writeFileSync(join(work, 'go.mod'), 'module record\n\ngo 1.26\n');
  const input = readFileSync(file, 'utf8');
  const output = execFileSync('go', ['run', '.'], { cwd: work, encoding: 'utf8', input, maxBuffer: 1 << 26 });
  writeFileSync(file, written(JSON.parse(output) as Record<string, unknown>));
} finally {
  rmSync(work, { recursive: true });
}

/** One case a line. */
function written(cases: Record<string, unknown>): string {
  const parts = Object.entries(cases).map(([name, value]) => {
    if (!Array.isArray(value)) return `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`;
    const rows = value.map((row) => `    ${JSON.stringify(row)}`).join(',\n');
    return `  ${JSON.stringify(name)}: [\n${rows}\n  ]`;
  });
  return `{\n${parts.join(',\n')}\n}\n`;
}
