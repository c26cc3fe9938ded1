import { isJsonObject, type Json, jsonAt, type KubeObject } from '../../base/index.ts';
import type { KubeList, ListOptions } from '../client.ts';
import { KubeError } from '../error.ts';
import { TooLargeError } from '../transport/index.ts';
import { parseJsonObject } from './answer.ts';
import { identify, type ItemForm } from './watch-event.ts';

/** How many objects a page of a list holds, as client-go's pager asks for. */
const pageSize = 500;

/** A page that is too large to be taken is asked for again with so few objects. */
const smallPageSize = 20;

/** How often a list begins anew when it becomes too old between two pages, before it is asked for in one piece. */
const maxRestarts = 2;

/**
 * A whole list, read page by page. A list that becomes too old while it is read (410) begins anew, and in the end is asked for in
 * one piece, as client-go's pager does with FullListIfExpired.
 */
export async function readWholeList(
  options: ListOptions,
  readPage: (options: ListOptions) => Promise<KubeList>,
): Promise<KubeList> {
  // The server's cache, which version 0 asks for, does not page.
  const paged = options.resourceVersion !== '0';
  for (let restarts = 0; restarts <= maxRestarts; restarts += 1) {
    try {
      return await readPages(options, paged && restarts < maxRestarts ? pageSize : undefined, readPage);
    } catch (error) {
      const expired = error instanceof KubeError && error.code === 'gone' && restarts < maxRestarts && paged;
      if (!expired) throw error;
    }
  }
  throw new KubeError('gone', 'the list became too old while it was read');
}

async function readPages(
  options: ListOptions,
  limit: number | undefined,
  readPage: (options: ListOptions) => Promise<KubeList>,
): Promise<KubeList> {
  let size = limit;
  let page = await readFitting(options);
  if (page.continue === undefined) return page;
  const items: KubeObject[] = [...page.items];
  while (page.continue !== undefined) {
    page = await readFitting({ ...options, continue: page.continue });
    for (const item of page.items) items.push(item);
  }
  return { items, resourceVersion: page.resourceVersion };

  async function readFitting(wanted: ListOptions): Promise<KubeList> {
    const sized = size === undefined ? wanted : { ...wanted, limit: size };
    try {
      return await readPage(sized);
    } catch (error) {
      if (!(error instanceof TooLargeError) || size === undefined || size <= smallPageSize) throw error;
      size = smallPageSize;
      return await readPage({ ...wanted, limit: size });
    }
  }
}

/** The page that an answer holds. Throws KubeError `server-error` for what is no list. */
export function parseList(body: Buffer, form: ItemForm, object: string): KubeList {
  const list = parseJsonObject(body, object);
  const given: Json = list['items'] ?? [];
  const resourceVersion = jsonAt(list, 'metadata', 'resourceVersion');
  if (!Array.isArray(given))
    throw new KubeError('server-error', 'the API server answered with something that is not a list', { object });
  const items: KubeObject[] = [];
  for (const item of given) {
    if (!isJsonObject(item) || !isJsonObject(item['metadata'])) {
      throw new KubeError(
        'server-error',
        'the API server answered with a list that holds something else than objects',
        { object },
      );
    }
    items.push(identify(item, form));
  }
  const next = jsonAt(list, 'metadata', 'continue');
  return {
    items,
    resourceVersion: typeof resourceVersion === 'string' ? resourceVersion : '',
    ...(typeof next === 'string' && next !== '' && { continue: next }),
  };
}
