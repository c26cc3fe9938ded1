import { type KubeObject, numberAt, objectsAt, textAt } from '../../../base/index.ts';
import type { Storage } from '../../storage.ts';

/** The first and last port that a Service may have on every node. */
export const nodePorts = { first: 30_000, last: 32_767 };

/** Knows which addresses of 10.96.0.0/16 and which node ports Services have. */
export class ServiceAddresses {
  readonly #ips = new Map<string, string>();
  readonly #ports = new Map<number, string>();
  #loaded = false;
  #lastIp = 10;
  #lastPort = nodePorts.first - 1;

  /** A free address. */
  freeIp(storage: Storage): string {
    this.#load(storage);
    for (;;) {
      this.#lastIp = this.#lastIp >= 0xfffe ? 11 : this.#lastIp + 1;
      const ip = `10.96.${this.#lastIp >> 8}.${this.#lastIp & 0xff}`;
      if (!this.#ips.has(ip)) return ip;
    }
  }

  /** A free port of the nodes; undefined where all are taken. */
  freePort(storage: Storage, besides: ReadonlySet<number>): number | undefined {
    this.#load(storage);
    for (let tried = nodePorts.first; tried <= nodePorts.last; tried += 1) {
      this.#lastPort = this.#lastPort >= nodePorts.last ? nodePorts.first : this.#lastPort + 1;
      if (!this.#ports.has(this.#lastPort) && !besides.has(this.#lastPort)) return this.#lastPort;
    }
    return undefined;
  }

  /** Whether another Service has the address. */
  isTaken(storage: Storage, ip: string, uid: string): boolean {
    this.#load(storage);
    const owner = this.#ips.get(ip);
    return owner !== undefined && owner !== uid;
  }

  /** Whether another Service has the port. */
  isPortTaken(storage: Storage, port: number, uid: string): boolean {
    this.#load(storage);
    const owner = this.#ports.get(port);
    return owner !== undefined && owner !== uid;
  }

  /** Takes note of what a Service has now, in place of what it had. */
  note(service: KubeObject | undefined, previous: KubeObject | undefined): void {
    if (!this.#loaded) return;
    if (previous !== undefined) {
      this.#ips.delete(textAt(previous, 'spec', 'clusterIP'));
      for (const port of portsOf(previous)) this.#ports.delete(port);
    }
    if (service !== undefined) this.#add(service);
  }

  #load(storage: Storage): void {
    if (this.#loaded) return;
    this.#loaded = true;
    for (const { object } of storage.scan('/services/')) this.#add(object);
  }

  #add(service: KubeObject): void {
    const uid = service.metadata.uid ?? '';
    const ip = textAt(service, 'spec', 'clusterIP');
    if (ip !== '' && ip !== 'None') this.#ips.set(ip, uid);
    for (const port of portsOf(service)) this.#ports.set(port, uid);
  }
}

function portsOf(service: KubeObject): readonly number[] {
  const ports = objectsAt(service, 'spec', 'ports').map((port) => numberAt(port, ['nodePort']));
  return [...ports, numberAt(service, ['spec', 'healthCheckNodePort'])].filter((port) => port !== 0);
}
