import { type KubeObject, type Logger, messageOf, silentLogger } from '../../base/index.ts';
import type { Change, Storage, StoredChange, StoredObject } from '../storage.ts';
import { ChangeWindow } from './change-window.ts';
import { ObjectTable } from './object-table.ts';
import { StorageError } from './storage-error.ts';

/** Where a storage writes its changes to outlive the process. */
export interface Journal {
  /** Throws StorageError where nothing can be written at present. */
  check(): void;
  /** Takes a committed change; resolves once it is durable. */
  append(change: StoredChange): Promise<void>;
  close(): Promise<void>;
}

/** What a storage starts from and how much it remembers. */
export interface MemoryStorageOptions {
  /** How many past changes can be watched from and listed at; 10 000 by default. */
  readonly history?: number;
  readonly journal?: Journal;
  /** What is there at the start, written at or before `resourceVersion`. */
  readonly initial?: { readonly resourceVersion: number; readonly objects: Iterable<StoredObject> };
  readonly logger?: Logger;
}

interface Listener {
  readonly prefix: string;
  readonly changed: (change: StoredChange) => void;
  /** The last version that it has seen. */
  seen: number;
}

const nothing = Promise.resolve();

/** The Storage in memory; durable where it has a journal. An empty one starts at version 1, as etcd does. */
export class MemoryStorage implements Storage {
  readonly #table = new ObjectTable();
  readonly #window: ChangeWindow;
  readonly #listeners = new Set<Listener>();
  readonly #journal: Journal | undefined;
  readonly #logger: Logger;
  #undelivered: StoredChange[] = [];
  #delivering = false;
  #resourceVersion: number;
  #closed = false;

  constructor(options: MemoryStorageOptions = {}) {
    this.#resourceVersion = options.initial?.resourceVersion ?? 1;
    this.#window = new ChangeWindow(options.history ?? 10_000, this.#resourceVersion);
    this.#journal = options.journal;
    this.#logger = options.logger ?? silentLogger;
    for (const stored of options.initial?.objects ?? []) this.#table.put(stored);
  }

  get resourceVersion(): number {
    return this.#resourceVersion;
  }

  get(key: string): StoredObject | undefined {
    return this.#table.get(key);
  }

  commit(change: Change, expected: number): ReturnType<Storage['commit']> {
    if (this.#closed) throw new StorageError('closed', 'the storage is closed: start the sandbox again');
    const current = this.#table.get(change.key);
    if ((current?.resourceVersion ?? 0) !== expected) return { conflict: current };
    if (change.kind === 'delete' && current === undefined) return { conflict: undefined };
    this.#journal?.check();
    const resourceVersion = this.#resourceVersion + 1;
    const object = withVersion(
      change.kind === 'put' ? change.object : (current as StoredObject).object,
      resourceVersion,
    );
    const stored: StoredChange = {
      kind: change.kind,
      key: change.key,
      resourceVersion,
      object,
      previous: current?.object,
    };
    this.#resourceVersion = resourceVersion;
    if (change.kind === 'put') this.#table.put({ key: change.key, resourceVersion, object });
    else this.#table.delete(change.key);
    this.#window.push(stored);
    const durable = this.#journal?.append(stored) ?? nothing;
    this.#deliver(stored);
    return { stored, durable };
  }

  scan(prefix: string): readonly StoredObject[] {
    return this.#table.scan(prefix);
  }

  scanAt(prefix: string, resourceVersion: number): readonly StoredObject[] | undefined {
    const since = this.#window.after(resourceVersion);
    if (since === undefined) return undefined;
    const now = this.#table.scan(prefix);
    const later = since.filter((change) => change.key.startsWith(prefix));
    if (later.length === 0) return now;
    const then = new Map(now.map((stored) => [stored.key, stored]));
    for (const { key, previous } of later.toReversed()) {
      if (previous === undefined) then.delete(key);
      else then.set(key, { key, resourceVersion: Number(previous.metadata.resourceVersion), object: previous });
    }
    return [...then.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  tail(prefix: string, resourceVersion: number, changed: (change: StoredChange) => void): { stop(): void } | undefined {
    const missed = this.#window.after(resourceVersion);
    if (missed === undefined) return undefined;
    const listener: Listener = { prefix, changed, seen: resourceVersion };
    for (const change of missed) this.#tell(listener, change);
    this.#listeners.add(listener);
    return { stop: () => void this.#listeners.delete(listener) };
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#listeners.clear();
    await this.#journal?.close();
  }

  /** Tells every listener of every change in order, also where a listener commits while it is told. */
  #deliver(change: StoredChange): void {
    this.#undelivered.push(change);
    if (this.#delivering) return;
    this.#delivering = true;
    for (let next = this.#undelivered.shift(); next !== undefined; next = this.#undelivered.shift()) {
      for (const listener of this.#listeners) this.#tell(listener, next);
    }
    this.#delivering = false;
  }

  #tell(listener: Listener, change: StoredChange): void {
    if (change.resourceVersion <= listener.seen) return;
    listener.seen = change.resourceVersion;
    if (!change.key.startsWith(listener.prefix)) return;
    try {
      listener.changed(change);
    } catch (error) {
      this.#logger.error('listener failed on a change', { key: change.key, error: messageOf(error) });
    }
  }
}

function withVersion(object: KubeObject, resourceVersion: number): KubeObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(resourceVersion) } };
}
