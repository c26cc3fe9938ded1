import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCommand } from './clients/command.ts';

const root = resolve(import.meta.dirname, '../..');
const documents = ['README.md', 'docs/tutorial/first-delivery.md'];
const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** The commands that the program says it has, such as `app get`. */
async function commandsOfHelp(): Promise<string[]> {
  const env = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '/tmp' };
  const { stdout } = await runCommand(join(root, 'bin/slipway'), ['--help'], { env });
  return [...stdout.matchAll(/^ {2}((?:[a-z]+ )+)/gm)].map(([, words = '']) => words.trim());
}

/** `get {a,b}` is `get a` and `get b`. */
function expanded(words: string): string[] {
  const [whole, before = '', choices = ''] = /^(.*)\{(.*)\}$/.exec(words) ?? [];
  return whole === undefined ? [words] : choices.split(',').map((choice) => before + choice);
}

describe('README.md', () => {
  it('is short', () => {
    expect(readme.split('\n').length).toBeLessThanOrEqual(100);
  });

  it('lists the commands that there are', async () => {
    const table = readme.slice(readme.indexOf('| `bin/slipway …`'), readme.indexOf('## More'));
    const listed = [...table.matchAll(/^\| (`.*?`) \|/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`([^`]+)`/g)].flatMap(([, words = '']) => expanded(words)),
    );
    expect(listed.slice(1).sort()).toEqual((await commandsOfHelp()).sort());
  });

  it('names the scripts that there are', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };
    const named = [...readme.matchAll(/npm (?:run )?([a-z:]+)/g)].map(([, name = '']) => name);
    expect(named.filter((name) => name !== 'ci' && !Object.keys(scripts).includes(name))).toEqual([]);
    expect(named).toContain('test:guide');
  });
});

describe.each(documents)('%s', (document) => {
  it('links to what is there', () => {
    const text = readFileSync(join(root, document), 'utf8');
    const links = [...text.matchAll(/\]\(([^)#]+)\)/g)].map(([, link = '']) => link);
    expect(links.length).toBeGreaterThan(1);
    expect(links.filter((link) => !existsSync(join(root, dirname(document), link)))).toEqual([]);
  });
});
