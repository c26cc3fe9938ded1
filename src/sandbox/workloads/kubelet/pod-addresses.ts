import { textAt } from '../../../base/index.ts';
import type { Storage } from '../../storage.ts';

/** Gives pods addresses of 10.0.0.0/16 that no other pod has. */
export class PodAddresses {
  readonly #used = new Set<string>();
  readonly #tail: { stop(): void } | undefined;
  #last = 1;

  constructor(storage: Storage) {
    for (const { object } of storage.scan('/pods/')) this.#used.add(textAt(object, 'status', 'podIP'));
    this.#tail = storage.tail('/pods/', storage.resourceVersion, ({ kind, object }) => {
      if (kind === 'delete') this.#used.delete(textAt(object, 'status', 'podIP'));
    });
  }

  /** An address that is free. */
  take(): string {
    for (;;) {
      this.#last = this.#last >= 0xfffe ? 2 : this.#last + 1;
      const address = `10.0.${this.#last >> 8}.${this.#last & 0xff}`;
      if (this.#used.has(address)) continue;
      this.#used.add(address);
      return address;
    }
  }

  stop(): void {
    this.#tail?.stop();
  }
}
