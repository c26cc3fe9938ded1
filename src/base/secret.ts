import { inspect } from 'node:util';

const tag = '$slipwaySecret';

/**
 * A value that must not be seen: it prints as `[secret]` in text, JSON, logs and inspection. `reveal` is the one way to it.
 */
export class Secret<T = string> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  /** The value itself: call it where it is used, never where it is kept. */
  reveal(): T {
    return this.#value;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [inspect.custom](): string {
    return '[secret]';
  }
}

/** The form in which a secret text crosses to a worker or a process: tagged, so that the other side makes it a Secret again. */
export function sealForTransfer(secret: Secret): { readonly [tag]: string } {
  return { [tag]: secret.reveal() };
}

/** The Secret that `sealForTransfer` sent, or undefined where `value` is something else. */
export function openTransfer(value: unknown): Secret | undefined {
  const sealed = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[tag] : undefined;
  return typeof sealed === 'string' ? new Secret(sealed) : undefined;
}
