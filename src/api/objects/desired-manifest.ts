import { isJsonObject, type Json, type KubeObject } from '../../base/index.ts';
import type { Manifest } from '../../render/index.ts';
import { readYaml, writeYaml, type YamlDocument } from '../../yaml/index.ts';
import type { ObjectDetail, OriginPlace } from '../contract/index.ts';

type DesiredView = NonNullable<ObjectDetail['desired']>;

/** Larger objects are shown without the places of their lines. */
const maxLines = 20_000;

/**
 * What Git says of an object as YAML, and for each line where it came from: the place of the deepest field that the line holds. `shown` is the object as it may
 * be seen; places do not depend on values.
 */
export function desiredManifest(
  shown: KubeObject,
  manifest: Manifest | undefined,
  urlOf: (file: string, line: number) => string | undefined,
): Pick<DesiredView, 'yaml' | 'places' | 'lines'> {
  const yaml = writeYaml(shown);
  const lineCount = yaml.split('\n').length - (yaml.endsWith('\n') ? 1 : 0);
  const lines: number[] = Array.from({ length: lineCount }, () => -1);
  const places: OriginPlace[] = [];
  const [document] = manifest === undefined || lineCount > maxLines ? [] : readYaml(yaml, { profile: 'go2' }).documents;
  if (manifest === undefined || document === undefined) return { yaml, places, lines };
  const known = new Map<string, number>();
  const placeOf = (path: readonly (string | number)[]): number => {
    const { file, line, column, transformer } = manifest.originOf(path);
    const id = `${file}:${line}:${column}:${transformer ?? ''}`;
    let index = known.get(id);
    if (index === undefined) {
      index = places.length;
      known.set(id, index);
      const url = urlOf(file, line);
      places.push({
        file,
        line,
        column,
        ...(transformer === undefined ? {} : { transformer }),
        ...(url === undefined ? {} : { url }),
      });
    }
    return index;
  };
  visit(shown, [], (path) => {
    const line = lineOf(document, path);
    if (line !== undefined && line <= lineCount) lines[line - 1] = placeOf(path);
  });
  // Lines that go on with a value, and those of texts, belong to the field that began above.
  for (let at = 1; at < lines.length; at += 1) if (lines[at] === -1) lines[at] = lines[at - 1] ?? -1;
  return { yaml, places, lines };
}

/** The line on which a field begins: of its key, or of the item itself. */
function lineOf(document: YamlDocument, path: readonly (string | number)[]): number | undefined {
  return (document.keyPositionOf(path) ?? document.positionOf(path))?.line;
}

/** Every field, parents before what they hold. */
function visit(
  value: Json,
  path: readonly (string | number)[],
  look: (path: readonly (string | number)[]) => void,
): void {
  if (path.length > 0) look(path);
  if (Array.isArray(value)) for (const [index, item] of value.entries()) visit(item, [...path, index], look);
  else if (isJsonObject(value)) {
    for (const [name, member] of Object.entries(value)) if (member !== undefined) visit(member, [...path, name], look);
  }
}
