import type { Problem } from '../../../base/index.ts';
import { readYaml, toJson } from '../../../yaml/index.ts';
import { DecodeError } from '../../decoding/typed-codec.ts';
import type { ParsedBody } from './read-object.ts';
import { maxBodyBytes } from './request-body.ts';

/** Parses a YAML body into JSON values: the first document counts. Throws DecodeError. */
export function parseYamlBody(text: string): ParsedBody {
  const { documents, problems, warnings } = readYaml(text, {
    profile: 'go2',
    documents: 'first',
    limits: { maxBytes: maxBodyBytes },
  });
  const [problem] = problems;
  if (problem !== undefined) throw new DecodeError(`error converting YAML to JSON: yaml: ${placed(problem)}`);
  const twice = warnings.filter(({ code }) => code === 'yaml-duplicate-key');
  const complaints = twice.map(
    (warning) => `  line ${warning.line ?? 0}: key ${keyAt(text, warning)} already set in map`,
  );
  return {
    value: documents[0] === undefined ? null : toJson(documents[0].value),
    duplicates: [],
    complaints: complaints.length === 0 ? [] : [`yaml: unmarshal errors:\n${complaints.join('\n')}`],
  };
}

function placed({ line, message }: Problem): string {
  return line === undefined ? message : `line ${line}: ${message}`;
}

/** The key that starts at the place of a warning, as Go prints it. */
function keyAt(text: string, { line = 1, column = 1 }: Problem): string {
  const rest = text.split('\n')[line - 1]?.slice(column - 1) ?? '';
  const written = /^(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^:]*)/.exec(rest)?.[0].trim() ?? '';
  if (written.startsWith("'")) return JSON.stringify(written.slice(1, -1));
  if (!written.startsWith('"')) return JSON.stringify(written);
  return written;
}
