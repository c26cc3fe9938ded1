import { isJsonObject, type JsonObject } from '../../base/index.ts';
import { KubeError } from '../error.ts';
import { readYaml } from '../../yaml/index.ts';

/** A kubeconfig of a thousand clusters has a few megabytes; what is larger is none. */
const limits = { maxBytes: 8 * 1024 * 1024, maxDepth: 50, maxNodes: 500_000 };

/**
 * The map that `text` holds, as kubectl reads it (YAML, of which JSON is a part). Throws KubeError `config`, whose text names the
 * line but never quotes the document, since that holds credentials.
 */
export function readDocument(text: string, source: string): JsonObject {
  const fail = (why: string): KubeError => new KubeError('config', `${source}: ${why}`, { object: source });
  const { documents, problems } = readYaml(text, { profile: 'go2', limits, documents: 'first' });
  const [problem] = problems;
  if (problem !== undefined) {
    const place = problem.line === undefined ? '' : ` (line ${problem.line})`;
    throw fail(`is not valid YAML${place}: ${problem.code}`);
  }
  const value = documents[0]?.value;
  if (!isJsonObject(value)) throw fail('must hold a map');
  return value;
}
