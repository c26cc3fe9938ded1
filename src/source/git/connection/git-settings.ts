import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getCACertificates } from 'node:tls';
import { onStorage } from '../../storage-error.ts';
import type { GitConfig } from '../command/index.ts';
import type { HttpProxy, ProxyEnvironment } from '../../http/index.ts';
import type { GitCredentials } from '../credentials.ts';
import type { Connection } from './connection.ts';

/** What a run of git needs to open a connection. */
export interface GitSettings {
  readonly config: GitConfig;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Runs `work` with the settings under which git opens `connection`. Keys and certificates lie in files that only we can read, in a
 * folder below `temporary` that is gone afterwards; passwords are in the environment alone. `url` is where git will go: the address, or
 * where it has moved on its host.
 */
export async function withGitSettings<T>(
  connection: Connection,
  options: { readonly url: string; readonly temporary: string; readonly proxies?: ProxyEnvironment | undefined },
  work: (settings: GitSettings) => Promise<T>,
): Promise<T> {
  const { credentials, address } = connection;
  const folder = await onStorage(address.url, async () => {
    await mkdir(options.temporary, { recursive: true, mode: 0o700 });
    return await mkdtemp(join(options.temporary, 'connection-'));
  });
  try {
    const settings = await onStorage(address.url, () =>
      credentials.kind === 'ssh' ? sshSettings(credentials, folder) : httpSettings(connection, options.url, folder),
    );
    return await work({ ...settings, environment: { ...proxyVariables(options.proxies), ...settings.environment } });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function httpSettings({ http, authorization }: Connection, url: string, folder: string): Promise<GitSettings> {
  const config: [string, string][] = [];
  // Bound to this repository, so that nothing else that git talks to gets to see it.
  if (authorization !== undefined) config.push([`http.${url}.extraHeader`, `Authorization: ${authorization.reveal()}`]);
  if (http.caCertificate !== undefined) {
    config.push([
      'http.sslCAInfo',
      await writePrivate(folder, 'ca.crt', [...getCACertificates('default'), http.caCertificate].join('\n')),
    ]);
  }
  if (http.clientCertificate !== undefined) {
    const { certificate, privateKey } = http.clientCertificate;
    config.push(['http.sslCert', await writePrivate(folder, 'tls.crt', certificate)]);
    config.push(['http.sslKey', await writePrivate(folder, 'tls.key', privateKey.reveal())]);
  }
  if (http.insecureSkipTlsVerify === true) config.push(['http.sslVerify', 'false']);
  if (http.proxy !== undefined) config.push(['http.proxy', proxyUrl(http.proxy)]);
  return { config, environment: {} };
}

/** The address of a proxy with its credentials in it, as git and curl take it. */
function proxyUrl(proxy: HttpProxy): string {
  const url = new URL(proxy.address);
  if (proxy.username !== undefined) url.username = encodeURIComponent(proxy.username);
  if (proxy.password !== undefined) url.password = encodeURIComponent(proxy.password.reveal());
  return url.href;
}

function proxyVariables(proxies: ProxyEnvironment | undefined): Record<string, string> {
  return {
    ...(proxies?.httpProxy === undefined ? {} : { http_proxy: proxies.httpProxy }),
    ...(proxies?.httpsProxy === undefined ? {} : { https_proxy: proxies.httpsProxy }),
    ...(proxies?.noProxy === undefined ? {} : { no_proxy: proxies.noProxy }),
  };
}

async function sshSettings(
  credentials: Extract<GitCredentials, { kind: 'ssh' }>,
  folder: string,
): Promise<GitSettings> {
  const key = credentials.privateKey.reveal();
  const keyFile = await writePrivate(folder, 'key', key.endsWith('\n') ? key : `${key}\n`);
  const hostsFile = await writePrivate(folder, 'known_hosts', `${credentials.knownHosts}\n`);
  const checked = credentials.insecureIgnoreHostKey !== true;
  const options = [
    'IdentitiesOnly=yes',
    'IdentityAgent=none',
    `StrictHostKeyChecking=${checked ? 'yes' : 'no'}`,
    `UserKnownHostsFile=${quoteOption(checked ? hostsFile : '/dev/null')}`,
    'GlobalKnownHostsFile=/dev/null',
    'UpdateHostKeys=no',
    'PreferredAuthentications=publickey',
    'PasswordAuthentication=no',
    'NumberOfPasswordPrompts=1',
    'ForwardAgent=no',
    'ForwardX11=no',
    'ClearAllForwardings=yes',
    'PermitLocalCommand=no',
    'ControlMaster=no',
    'ControlPath=none',
    'ConnectTimeout=30',
    'ServerAliveInterval=15',
    'ServerAliveCountMax=4',
    'LogLevel=ERROR',
    ...(credentials.passphrase === undefined ? ['BatchMode=yes'] : []),
  ];
  const command = ['ssh', '-F', '/dev/null', '-i', keyFile, ...options.flatMap((option) => ['-o', option])];
  return {
    config: [],
    environment: {
      GIT_SSH_COMMAND: command.map(quoteShell).join(' '),
      GIT_SSH_VARIANT: 'ssh',
      ...(credentials.passphrase === undefined
        ? {}
        : await passphraseEnvironment(folder, credentials.passphrase.reveal())),
    },
  };
}

/** ssh asks a program for the passphrase; the program prints what it finds in its environment. */
async function passphraseEnvironment(folder: string, passphrase: string): Promise<Record<string, string>> {
  const program = join(folder, 'passphrase');
  await writeFile(program, '#!/bin/sh\nprintf "%s\\n" "$SLIPWAY_SSH_PASSPHRASE"\n', { mode: 0o700, flag: 'wx' });
  return {
    SSH_ASKPASS: program,
    SSH_ASKPASS_REQUIRE: 'force',
    DISPLAY: 'none',
    SLIPWAY_SSH_PASSPHRASE: passphrase,
  };
}

async function writePrivate(folder: string, name: string, content: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, content, { mode: 0o600, flag: 'wx' });
  return file;
}

function quoteShell(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** A value with blanks in an option of ssh. */
function quoteOption(value: string): string {
  return `"${value}"`;
}
