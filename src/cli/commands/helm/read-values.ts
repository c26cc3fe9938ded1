import { readFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { HelmError, mergeValueSources } from '../../../render/index.ts';
import { listFlag } from '../../flags.ts';
import type { Invocation, Terminal } from '../../terminal.ts';
import { givenTexts } from '../../flags.ts';

type ChartValues = ReturnType<typeof mergeValueSources>;

/** What the flags say beside the chart. Throws HelmError `bad-values`. */
export async function readGivenValues(invocation: Invocation, { cwd }: Pick<Terminal, 'cwd'>): Promise<ChartValues> {
  const files: { name: string; data: string }[] = [];
  for (const name of listFlag(invocation, 'values')) {
    const data = await readBytes(placeOf(name, cwd)).catch((error: unknown) => {
      throw unreadable(name, error);
    });
    files.push({ name, data });
  }
  return mergeValueSources(
    {
      files,
      setJson: givenTexts(invocation, 'set-json'),
      set: givenTexts(invocation, 'set'),
      setString: givenTexts(invocation, 'set-string'),
      setFile: givenTexts(invocation, 'set-file'),
      setLiteral: givenTexts(invocation, 'set-literal'),
    },
    (path) => {
      try {
        return readFileSync(placeOf(path, cwd), 'latin1');
      } catch (error) {
        throw new HelmError('bad-values', `failed parsing --set-file data: ${unreadable(path, error).message}`, {
          cause: error,
        });
      }
    },
  );
}

function readBytes(place: string | 0): Promise<string> {
  return place === 0 ? Promise.resolve(readFileSync(0, 'latin1')) : readFile(place, 'latin1');
}

function placeOf(name: string, cwd: string): string | 0 {
  return name.trim() === '-' ? 0 : resolve(cwd, name);
}

function unreadable(name: string, cause: unknown): HelmError {
  const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
  const why = missing ? 'no such file or directory' : String((cause as NodeJS.ErrnoException).code ?? cause);
  return new HelmError('bad-values', `open ${name}: ${why}`, { object: name, cause });
}
