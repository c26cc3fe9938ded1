import { isUtf8 } from 'node:buffer';
import { readYaml, type YamlDocument } from '../../yaml/index.ts';
import { maxExpansion } from '../limits.ts';
import { type EncodedObject, encodeObject } from './encode.ts';
import { describeValue, type FileProblem } from './file-problem.ts';
import { readJson } from './json-reader.ts';
import { type DirectoryDialect, expandLists, isYamlObject, type LocatedObject } from './located-object.ts';
import { describeObject, identityOf, type ObjectIdentity, validateObject } from './validate.ts';

/** One object of a file, ready to be put out. */
export interface ParsedObject extends EncodedObject {
  readonly identity: ObjectIdentity;
  readonly line: number;
  readonly column: number;
}

/** What a file holds; it follows from the content, the format and the dialect alone, so it is kept by digest. */
export interface ParsedFile {
  readonly objects: readonly ParsedObject[];
  readonly problems: readonly FileProblem[];
  readonly warnings: readonly FileProblem[];
}

/** How the text of a file is read, by its extension. */
export type FileFormat = 'yaml' | 'json' | 'jsonnet';

/** How much larger than its file the JSON of a file's objects may be in any case. */
const expansionAllowance = 1_000_000;

/** Reads the Kubernetes objects of a file by the rules of a dialect. */
export function parseFile(bytes: Uint8Array, format: FileFormat, dialect: DirectoryDialect): ParsedFile {
  if (format === 'json') return parseJson(bytes, dialect);
  if (format === 'jsonnet') {
    const message = 'Jsonnet is not supported: exclude this file, or keep the JSON that it gives instead';
    return refused({ code: 'jsonnet', message });
  }
  return dialect === 'argocd' ? parseArgoYaml(bytes) : parseFluxYaml(bytes);
}

/** A `.json` file holds one object (argo-cd 3.6, reposerver/repository getObjsFromYAMLOrJSON); only Argo CD reads such files. */
function parseJson(bytes: Uint8Array, dialect: DirectoryDialect): ParsedFile {
  if (!isUtf8(bytes))
    return refused({ code: 'not-text', message: 'this file is not UTF-8 text: save it as UTF-8', line: 1 });
  const text = new TextDecoder().decode(bytes);
  const { documents, problems } = readJson(text);
  const [first, second] = documents;
  if (problems.length > 0) return refused(...problems);
  if (first === undefined)
    return refused({ code: 'json-syntax', message: 'this JSON file is empty: remove it', line: 1, column: 1 });
  if (second !== undefined) {
    const message = 'a JSON file may hold one object only: put the others into files of their own, or into a List';
    return refused({ code: 'json-several-objects', message, ...second.start });
  }
  if (!isYamlObject(first.value)) return refused(notAnObject(first));
  return parsed([{ value: first.value, document: first, path: [] }], [], [], bytes.length, dialect);
}

/**
 * Argo CD reads documents one by one up to the first that is no object with a kind. Then a file is taken for something else than
 * manifests, and left out, if nothing came before and `apiVersion:`, `kind:` and `metadata:` do not all occur in it (argo-cd 3.6,
 * reposerver/repository getObjsFromYAMLOrJSON). JSON values one after another pass as well (apimachinery YAMLOrJSONDecoder).
 */
function parseArgoYaml(bytes: Uint8Array): ParsedFile {
  const { documents, problems, warnings } = readYaml(bytes, { profile: 'go2' });
  const objects: LocatedObject[] = [];
  const wrong: FileProblem[] = [];
  for (const document of documents) {
    const { value } = document;
    if (isYamlObject(value)) objects.push({ value, document, path: [] });
    else wrong.push(notAnObject(document));
  }
  const bad = firstLine([...problems, ...wrong, ...objects.filter(lacksKind).map(({ document }) => document.start)]);
  const goodBefore = objects.some((object) => !lacksKind(object) && object.document.start.line < bad);
  if (bad < Infinity && !goodBefore && !looksLikeManifests(bytes)) {
    const message = 'this file holds no Kubernetes objects and was left out: exclude it if that is meant';
    return { objects: [], problems: [], warnings: [{ code: 'ignored-file', message, line: bad }] };
  }
  return parsed(objects, [...problems, ...wrong], warnings, bytes.length, 'argocd');
}

/** Every document of every file must be an object with kind and name (fluxcd/pkg kustomize scanManifests, kustomize 5.8 SliceFromBytes). */
function parseFluxYaml(bytes: Uint8Array): ParsedFile {
  const { documents, problems, warnings } = readYaml(bytes, { profile: 'go3', foldedScalars: 'kyaml' });
  const objects: LocatedObject[] = [];
  const wrong: FileProblem[] = [];
  for (const document of documents) {
    const { value } = document;
    const size = typeof value === 'object' && value !== null ? Object.keys(value).length : 1;
    if (size === 0) continue;
    if (isYamlObject(value)) objects.push({ value, document, path: [] });
    else wrong.push(notAnObject(document));
  }
  return parsed(objects, [...problems, ...wrong], warnings, bytes.length, 'flux');
}

function parsed(
  found: readonly LocatedObject[],
  problems: readonly FileProblem[],
  warnings: readonly FileProblem[],
  fileBytes: number,
  dialect: DirectoryDialect,
): ParsedFile {
  const expanded = expandLists(found, dialect);
  const all = [...problems, ...expanded.problems];
  const objects: ParsedObject[] = [];
  let room = maxExpansion * fileBytes + expansionAllowance;
  for (const object of expanded.objects) {
    const faults = validateObject(object, dialect);
    all.push(...faults);
    if (faults.length > 0 || (dialect === 'flux' && isLocalConfig(object))) continue;
    const encoding = encodeObject(object, room);
    const place = object.document.positionOf(object.path) ?? object.document.start;
    const described = describeObject(object);
    const named = described === undefined ? {} : { object: described };
    if (encoding.kind === 'problem') all.push({ ...encoding.problem, ...named });
    if (encoding.kind === 'too-large') {
      const message = 'aliases make these objects far larger than the file: write out less by aliases';
      return refused(...all, { code: 'too-many-bytes', message, line: place.line, column: place.column, ...named });
    }
    if (encoding.kind !== 'encoded') continue;
    room -= encoding.object.json.length;
    objects.push({ ...encoding.object, identity: identityOf(object), line: place.line, column: place.column });
  }
  return { objects, problems: all.sort(byPlace), warnings };
}

function byPlace(a: FileProblem, b: FileProblem): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}

function refused(...problems: readonly FileProblem[]): ParsedFile {
  return { objects: [], problems, warnings: [] };
}

function notAnObject(document: YamlDocument): FileProblem {
  const message = `a manifest must be an object with apiVersion, kind and metadata, but this document is ${describeValue(document.value)}`;
  return { code: 'not-an-object', message: `${message}: complete it or take it out of the folder`, ...document.start };
}

function lacksKind({ value }: LocatedObject): boolean {
  return typeof value['kind'] !== 'string' || value['kind'] === '';
}

/** Objects for local tools only, which kustomize does not put out (api/resource DropLocalNodes). */
function isLocalConfig({ value }: LocatedObject): boolean {
  const metadata = isYamlObject(value['metadata']) ? value['metadata'] : {};
  const annotations = isYamlObject(metadata['annotations']) ? metadata['annotations'] : {};
  const mark = annotations['config.kubernetes.io/local-config'];
  return mark !== undefined && mark !== 'false';
}

function firstLine(places: readonly { readonly line?: number }[]): number {
  return places.reduce((least, { line = 1 }) => Math.min(least, line), Infinity);
}

function looksLikeManifests(bytes: Uint8Array): boolean {
  const text = searchableText(bytes);
  return ['apiVersion:', 'kind:', 'metadata:'].every((word) => text.includes(word));
}

/** The text of a file for looking for words in it: UTF-16 where a byte order mark says so, else UTF-8 with bad bytes replaced. */
export function searchableText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return new TextDecoder().decode(bytes);
}
