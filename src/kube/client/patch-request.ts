import type { JsonObject } from '../../base/index.ts';
import type { Patch, WriteOptions } from '../client.ts';
import { KubeError } from '../error.ts';

/** What a patch is on the wire. */
export interface PatchRequest {
  readonly contentType: string;
  readonly body: string;
  readonly force: boolean | undefined;
  /** Server-side apply leaves the same however often it is sent; other patches may not. */
  readonly idempotent: boolean;
}

/** The request of a patch. Throws KubeError `bad-request` where an apply names no field manager, which the server would refuse. */
export function patchRequest(patch: Patch, options: WriteOptions, object: string): PatchRequest {
  switch (patch.kind) {
    case 'json':
      return plain('application/json-patch+json', patch.operations);
    case 'merge':
      return plain('application/merge-patch+json', patch.patch);
    case 'strategic':
      return plain('application/strategic-merge-patch+json', patch.patch);
    case 'apply':
      if (options.fieldManager === undefined || options.fieldManager === '') {
        throw new KubeError('bad-request', 'server-side apply needs a field manager', { object });
      }
      return {
        // JSON is YAML: no other form is needed.
        contentType: 'application/apply-patch+yaml',
        body: JSON.stringify(patch.object),
        force: patch.force ?? false,
        idempotent: true,
      };
    default:
      return patch satisfies never;
  }
}

function plain(contentType: string, content: JsonObject | readonly JsonObject[]): PatchRequest {
  return { contentType, body: JSON.stringify(content), force: undefined, idempotent: false };
}
