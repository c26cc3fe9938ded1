import { isJsonObject, jsonEqual, type JsonObject, type KubeObject, textAt } from '../../../base/index.ts';
import type { OwnerPatch } from '../../../engine/index.ts';
import { changeConditions, type Condition, conditionOf } from '../../condition.ts';
import { forceAtAnnotation, requestedAtAnnotation, resetAtAnnotation } from '../../names.ts';
import { historyOf, type Snapshot } from './snapshot.ts';

/** The status of a HelmRelease while a reconcile works on it; what has changed in the end is one patch. */
export class StatusDraft {
  readonly owner: KubeObject;
  readonly #before: JsonObject;
  readonly #fields: JsonObject;
  readonly #set = new Map<string, Condition>();
  readonly #removed = new Set<string>();
  history: readonly Snapshot[];

  constructor(owner: KubeObject) {
    this.owner = owner;
    this.#before = isJsonObject(owner['status']) ? owner['status'] : {};
    this.#fields = { ...this.#before };
    this.history = historyOf(this.#before);
  }

  text(field: string): string {
    return textAt(this.#fields, field);
  }

  number(field: string): number {
    const value = this.#fields[field];
    return typeof value === 'number' ? value : 0;
  }

  /** Sets a field; undefined takes it away. */
  put(field: string, value: JsonObject[string]): void {
    if (value === undefined || value === '' || value === 0) delete this.#fields[field];
    else this.#fields[field] = value;
  }

  clearFailures(): void {
    for (const field of ['failures', 'installFailures', 'upgradeFailures']) this.put(field, undefined);
  }

  count(field: 'failures' | 'installFailures' | 'upgradeFailures'): void {
    this.put(field, this.number(field) + 1);
  }

  mark(type: string, status: Condition['status'], reason: string, message: string): void {
    this.#removed.delete(type);
    this.#set.set(type, { type, status, reason, message });
  }

  unmark(...types: readonly string[]): void {
    for (const type of types) {
      this.#set.delete(type);
      this.#removed.add(type);
    }
  }

  /** A condition as it stands now. */
  condition(type: string): Condition | undefined {
    const set = this.#set.get(type);
    if (set !== undefined || this.#removed.has(type)) return set;
    const before = conditionOf(this.owner, type);
    if (before === undefined) return undefined;
    const text = (member: string): string => textAt(before, member);
    return { type, status: text('status') as Condition['status'], reason: text('reason'), message: text('message') };
  }

  isTrue(type: string): boolean {
    return this.condition(type)?.status === 'True';
  }

  /**
   * Whether an annotation, given together with a request to reconcile, asks for something that has not been done: it then counts as done, so
   * that it is done once.
   */
  take(request: 'force' | 'reset'): boolean {
    const { annotations = {} } = this.owner.metadata;
    const asked = annotations[request === 'force' ? forceAtAnnotation : resetAtAnnotation];
    const requested = annotations[requestedAtAnnotation];
    const field = request === 'force' ? 'lastHandledForceAt' : 'lastHandledResetAt';
    if (asked === undefined || asked !== requested || asked === this.text(field)) return false;
    const isNew = requested !== this.text('lastHandledReconcileAt');
    this.put(field, asked);
    return isNew;
  }

  /** Remembers that a request to reconcile was handled. */
  handleRequest(): void {
    const requested = this.owner.metadata.annotations?.[requestedAtAnnotation];
    if (requested !== undefined) this.put('lastHandledReconcileAt', requested);
  }

  /** The patch that writes what has changed; undefined where nothing has. */
  patch(now: number): OwnerPatch | undefined {
    const conditions = changeConditions(this.owner, { set: [...this.#set.values()], remove: [...this.#removed] }, now);
    const after: JsonObject = {
      ...this.#fields,
      ...(conditions.length === 0 ? {} : { conditions }),
      ...(this.history.length === 0 ? {} : { history: [...this.history] }),
    };
    if (this.history.length === 0) delete after['history'];
    const keys = new Set([...Object.keys(this.#before), ...Object.keys(after)]);
    const changed = [...keys].filter((key) => !jsonEqual(this.#before[key] ?? null, after[key] ?? null));
    if (changed.length === 0) return undefined;
    return {
      patch: { status: Object.fromEntries(changed.map((key) => [key, after[key] ?? null])) },
      subresource: 'status',
    };
  }
}
