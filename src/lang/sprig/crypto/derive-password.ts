import { createHmac, scryptSync } from 'node:crypto';
import type { TemplateBudget } from '../../gotemplate/index.ts';

/** A scrypt of these parameters takes some 150 ms. */
const stepsOfKey = 150_000;

const scope = 'com.lyndir.masterpassword';

/** What a password of each kind looks like: every letter is one of a class. */
const templates: Readonly<Record<string, readonly string[]>> = {
  maximum: ['anoxxxxxxxxxxxxxxxxx', 'axxxxxxxxxxxxxxxxxno'],
  long: [
    'CvcvnoCvcvCvcv CvcvCvcvnoCvcv CvcvCvcvCvcvno CvccnoCvcvCvcv CvccCvcvnoCvcv CvccCvcvCvcvno CvcvnoCvccCvcv',
    'CvcvCvccnoCvcv CvcvCvccCvcvno CvcvnoCvcvCvcc CvcvCvcvnoCvcc CvcvCvcvCvccno CvccnoCvccCvcv CvccCvccnoCvcv',
    'CvccCvccCvcvno CvcvnoCvccCvcc CvcvCvccnoCvcc CvcvCvccCvccno CvccnoCvcvCvcc CvccCvcvnoCvcc CvccCvcvCvccno',
  ].flatMap((line) => line.split(' ')),
  medium: ['CvcnoCvc', 'CvcCvcno'],
  short: ['Cvcn'],
  basic: ['aaanaaan', 'aannaaan', 'aaannaaa'],
  pin: ['nnnn'],
};

const vowels = 'AEIOU';
const consonants = 'BCDFGHJKLMNPQRSTVWXYZ';
const letters = vowels + vowels.toLowerCase() + consonants + consonants.toLowerCase();

const classes: Readonly<Record<string, string>> = {
  V: vowels,
  C: consonants,
  v: vowels.toLowerCase(),
  c: consonants.toLowerCase(),
  A: vowels + consonants,
  a: letters,
  n: '0123456789',
  o: "@&%?,=[]_:-+*$#!'^~;()/.",
  x: `${letters}0123456789!@#$%^&*()`,
};

/** What a site's password is derived from. */
export interface PasswordOrigin {
  readonly counter: number;
  readonly kind: string;
  readonly password: string;
  readonly user: string;
  readonly site: string;
}

/** The Master Password algorithm, version 0 (sprig 3.3.0, derivePassword). All texts are byte strings. */
export function derivePassword(origin: PasswordOrigin, budget: TemplateBudget): string {
  const choices = Object.hasOwn(templates, origin.kind) ? templates[origin.kind] : undefined;
  if (choices === undefined) return `cannot find password template ${origin.kind}`;
  budget.step(stepsOfKey);
  const salt = Buffer.concat([Buffer.from(scope), uint32(origin.user.length), Buffer.from(origin.user, 'latin1')]);
  const key = scryptSync(Buffer.from(origin.password, 'latin1'), salt, 64, { N: 32_768, r: 8, p: 2, maxmem: 2 ** 27 });
  const seed = createHmac('sha256', key)
    .update(scope)
    .update(uint32(origin.site.length))
    .update(origin.site, 'latin1')
    .update(uint32(origin.counter))
    .digest();
  const template = choices[(seed[0] ?? 0) % choices.length] ?? '';
  return Array.from(template, (kind, index) => {
    const letters = classes[kind] ?? '';
    return letters[(seed[index + 1] ?? 0) % letters.length] ?? '';
  }).join('');
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
