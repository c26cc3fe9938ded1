import { readYaml } from '../../../yaml/index.ts';
import { KustomizeError } from '../error.ts';
import { decode, type Text } from '../fields/index.ts';
import type { LoadedFile } from '../load/index.ts';
import {
  ensureMap,
  fromDocument,
  isNull,
  type Node,
  plainNode,
  type ScalarNode,
  setText,
  textOf,
} from '../node/index.ts';
import { compileSelector } from '../selectors/index.ts';
import { selectorOf } from '../patches/index.ts';
import type { Resource } from '../resource/index.ts';
import { splitPath } from '../tables/index.ts';
import type { Transformer } from '../transformer.ts';
import { namespaceTransformer } from '../transformers/index.ts';
import { type Config, valueAddConfig, valueTargetsFile } from './configs.ts';
import type { PluginFactory } from './plugin.ts';
import { read, refuse } from './read.ts';

const name = 'ValueAddTransformer';

type ValueTarget = NonNullable<Config<typeof valueTargetsFile>['targets']>[number];

/**
 * `ValueAddTransformer`: writes a value, by default the name of the kustomization's folder, into a field of the selected resources, or into a path
 * that the field holds (api 0.20, builtins/ValueAddTransformer.go, filters/valueadd).
 */
export const valueAddPlugin: PluginFactory = (config, { files, folderName }) => {
  const { value, targets = [], targetFilePath, place } = read(valueAddConfig, config);
  const all = [...targets];
  if (targetFilePath !== undefined && targetFilePath.text !== '') {
    all.push(...readTargets(files.load(targetFilePath.text, targetFilePath.place)));
  }
  if (all.length === 0) throw refuse(config, 'must specify at least one target');
  for (const { fieldPath, filePathPosition = 0 } of all) {
    if (fieldPath === undefined || fieldPath.text === '') throw refuse(config, 'fieldPath cannot be empty');
    if (filePathPosition < 0)
      throw refuse(config, `value of FilePathPosition (${filePathPosition}) cannot be negative`);
  }
  const trimmed = value?.text.trim() ?? '';
  const written = { text: trimmed === '' ? folderName : trimmed, place: value?.place ?? place };
  return { kind: 'transformer', transformer: transformer(written, all) };
};

function readTargets({ bytes, name: file }: LoadedFile): ValueTarget[] {
  const { documents, problems } = readYaml(bytes, { profile: 'go2', file, documents: 'first' });
  const [problem] = problems;
  if (problem !== undefined) throw new KustomizeError('malformed', `${file}: ${problem.message}`, { file });
  const [document] = documents;
  if (document === undefined) return [];
  return decode(valueTargetsFile, fromDocument(document, file), '', 'plugin', 'ignore').targets ?? [];
}

function transformer(value: Text, targets: readonly ValueTarget[]): Transformer {
  return {
    name,
    transform(resources, context) {
      for (const { selector, fieldPath, filePathPosition = 0 } of targets) {
        const pattern = selector === undefined ? undefined : compileSelector(selectorOf(selector), 'transformer');
        for (const resource of resources.filter((one) => pattern?.selects(one) !== false)) {
          context.checkpoint();
          if (fieldPath?.text !== 'metadata/namespace')
            addValue(resource, fieldPath?.text ?? '', value, Number(filePathPosition));
          else {
            // Upstream remembers no id here, as the transformer of the field does.
            const { length } = resource.previous;
            namespaceTransformer({ namespace: value, fieldSpecs: [] }).transform([resource], context);
            resource.previous.length = length;
          }
        }
      }
    },
  };
}

function addValue({ root }: Resource, path: string, value: Text, position: number): void {
  const { place } = value;
  const steps = splitPath(path)
    .map((step) => step.trim())
    .filter((step) => step !== '');
  const last = steps.pop() ?? '';
  const parent = ensureMap(root, steps, place, name);
  if (parent === undefined) throw wrongKind(path, place);
  const field = parent.entries.get(last) ?? plainNode('', place, name);
  if (field.kind !== 'scalar') throw wrongKind(path, field.place);
  parent.entries.set(last, field);
  write(field, position > 0 ? insertPathPart(presentText(field), position - 1, value.text) : value.text, value);
}

function write(field: ScalarNode, text: string, { place }: Text): void {
  setText(field, { text, place, changedBy: name, as: 'plain' });
}

function presentText(field: Node): string {
  return isNull(field) ? '' : textOf(field);
}

function wrongKind(path: string, place: Text['place']): KustomizeError {
  return new KustomizeError('transformer', `wrong node kind: ${path} does not lead to a scalar`, { place });
}

/** Puts a part into a path; one that starts with a slash keeps it (kyaml 0.20, filesys.InsertPathPart). */
function insertPathPart(path: string, position: number, part: string): string {
  const isAbsolute = path.startsWith('/');
  const parts = path.split('/').filter((one) => one !== '');
  parts.splice(Math.min(position, parts.length), 0, part);
  return `${isAbsolute ? '/' : ''}${parts.join('/')}`;
}
