import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock, Random } from '../../base/index.ts';
import { isCurrent, makeCertificate, type ServingCertificate } from './certificate.ts';

/**
 * The certificate that a data folder keeps, so that kubeconfigs stay good over a restart; makes one where there is none or it
 * expires. Without a folder it lasts as long as the process.
 */
export async function servingCertificate(
  folder: string | undefined,
  clock: Clock,
  random: Random,
): Promise<ServingCertificate> {
  if (folder === undefined) return makeCertificate(clock.now(), random);
  const path = join(folder, 'serving-certificate.pem');
  const kept = await readCertificate(path);
  if (kept !== undefined && isCurrent(kept, clock.now())) return kept;
  const made = makeCertificate(clock.now(), random);
  await mkdir(folder, { recursive: true });
  await writeFile(path, `${made.key}${made.certificate}`, { mode: 0o600 });
  return made;
}

async function readCertificate(path: string): Promise<ServingCertificate | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const match = /^(-----BEGIN PRIVATE KEY-----.*?-----END PRIVATE KEY-----\n)(-----BEGIN CERTIFICATE-----.*)$/s.exec(
    text,
  );
  return match === null ? undefined : { key: match[1] ?? '', certificate: match[2] ?? '' };
}
