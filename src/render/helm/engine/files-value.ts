import {
  compileGlob,
  GoBytes,
  type GoFunction,
  GoMap,
  GoSlice,
  type GoType,
  goTypes,
  mapOf,
  stringMap,
  stringSlice,
  textOfBytes,
} from '../../../lang/index.ts';
import type { ChartFile } from '../chart/index.ts';
import { toYamlText } from './yaml-text.ts';

/** `.Files`: what is no template, by its path (helm 4.2, pkg/engine/files.go). */
export function filesValue(files: readonly ChartFile[]): GoMap {
  return filesOf(new Map(files.map(({ name, data }) => [name, new GoBytes(data)])));
}

const byteSlice: GoType = { kind: 'slice', name: '[]uint8', elem: goTypes.uint8 };
const filesType: GoType = { kind: 'map', name: 'engine.files', elem: byteSlice, underlying: mapOf(byteSlice) };

function filesOf(files: Map<string, GoBytes>): GoMap {
  const named = (read: (name: string) => ReturnType<GoFunction['call']>): GoFunction => ({
    params: [goTypes.string],
    call: ([name]) => read(name as string),
  });
  const methods = new Map<string, GoFunction>([
    ['Get', named((name) => files.get(name)?.bytes ?? '')],
    ['GetBytes', named((name) => files.get(name) ?? new GoBytes(''))],
    ['Glob', named((pattern) => filesOf(matching(files, pattern)))],
    ['Lines', named((name) => linesOf(files.get(name)?.bytes ?? ''))],
    ['AsConfig', { params: [], call: () => toYamlText(byBaseName(files, ({ bytes }) => bytes)) ?? '' }],
    ['AsSecrets', { params: [], call: () => toYamlText(byBaseName(files, base64Of)) ?? '' }],
  ]);
  return new GoMap(files, filesType, false, methods);
}

/** A pattern that cannot be read means all. */
function matching(files: ReadonlyMap<string, GoBytes>, pattern: string): Map<string, GoBytes> {
  const glob = compileGlob(textOfBytes(pattern), { style: 'helm-files' });
  return new Map([...files].filter(([name]) => glob?.matches(textOfBytes(name)) ?? true));
}

function byBaseName(files: ReadonlyMap<string, GoBytes>, textOf: (file: GoBytes) => string): GoMap {
  const entries = [...files].map(([name, file]) => [name.slice(name.lastIndexOf('/') + 1), textOf(file)] as const);
  return new GoMap(new Map(entries), stringMap);
}

function base64Of({ bytes }: GoBytes): string {
  return Buffer.from(bytes, 'latin1').toString('base64');
}

function linesOf(bytes: string): GoSlice {
  if (bytes === '') return new GoSlice([], stringSlice);
  return new GoSlice(bytes.replace(/\n$/, '').split('\n'), stringSlice);
}
