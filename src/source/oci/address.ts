import { SourceError } from '../error.ts';

/** A repository of an OCI registry. */
export interface OciAddress {
  /** As it is shown: `oci://host/path`. */
  readonly url: string;
  /** The host, with its port where it names one. */
  readonly registry: string;
  readonly repository: string;
  /** Whether plain HTTP is tried where the registry does not answer over TLS: on loopback and in private networks. */
  readonly isLocal: boolean;
}

const scheme = 'oci://';

const hostForm = /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:]+\])(?::\d{1,5})?$/;
const repositoryForm = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;

/** What go-containerregistry v0.21 takes for a registry that may have no certificate (name/registry.go, Scheme). */
const localHost =
  /^(?:localhost|127\.0\.0\.1|\[::1\]|10(?:\.\d+){3}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d+){2}|192\.168(?:\.\d+){2}|.*\.local(?:host)?)(?::\d+)?$/;

/**
 * Reads `oci://host/path`, as Flux and helm spell repositories. Docker Hub is found under its names, and what has no folder there is in
 * `library`. Throws SourceError `invalid-address`.
 */
export function parseOciAddress(url: string): OciAddress {
  if (!url.startsWith(scheme)) throw invalid(url, "URL must be in format 'oci://<domain>/<org>/<repo>'");
  const [host = '', ...path] = url.slice(scheme.length).replace(/\/$/, '').split('/');
  const name = path.join('/');
  if (!hostForm.test(host)) throw invalid(url, `${JSON.stringify(host)} is no name of a host`);
  if (!/^[a-z0-9_./-]*$/.test(name)) {
    // The words of go-containerregistry v0.21 (name/repository.go): the usual mistake is a tag at the end.
    const characters = '`abcdefghijklmnopqrstuvwxyz0123456789_-./`';
    throw invalid(url, `repository can only contain the characters ${characters}: ${name}`);
  }
  if (name.length > 255 || !repositoryForm.test(name)) {
    throw invalid(url, `${JSON.stringify(name)} is no name of a repository: lower-case letters, digits and separators`);
  }
  const isHub = host === 'docker.io' || host === 'index.docker.io';
  return {
    url: `${scheme}${host}/${name}`,
    registry: isHub ? 'index.docker.io' : host,
    repository: isHub && !name.includes('/') ? `library/${name}` : name,
    isLocal: localHost.test(host),
  };
}

/** The address of `name` in the folder `url`, such as a chart in a HelmRepository. */
export function childAddress(url: string, name: string): string {
  return `${url.replace(/\/+$/, '')}/${name}`;
}

function invalid(url: string, why: string): SourceError {
  const object = url.slice(0, 200);
  return new SourceError('invalid-address', why, { object });
}
