import type { GoFunction, GoFunctions } from '../gotemplate/index.ts';
import type { SprigOptions } from './context.ts';
import { cryptoFunctions } from './crypto/index.ts';
import { dateFunctions } from './dates/index.ts';
import { defaultFunctions } from './defaults/index.ts';
import { dictFunctions } from './dicts/index.ts';
import { encodingFunctions } from './encoding/index.ts';
import { jsonFunctions } from './json/index.ts';
import { listFunctions } from './lists/index.ts';
import { networkFunctions } from './network/index.ts';
import { numberFunctions } from './numbers/index.ts';
import { pathFunctions } from './paths/index.ts';
import { regexFunctions } from './regex/index.ts';
import { semverFunctions } from './semver/index.ts';
import { randomFunctions, stringFunctions } from './strings/index.ts';
import { typeFunctions } from './types/index.ts';
import { urlFunctions } from './urls/index.ts';

/**
 * sprig's functions for text/template by name (Masterminds/sprig v3.3.0, functions.go, TxtFuncMap), with the results, the errors and the panics
 * of the Go functions. What may grow or take long asks the budget first.
 */
export function sprigFunctions(options: SprigOptions): GoFunctions {
  const groups: readonly Readonly<Record<string, GoFunction>>[] = [
    stringFunctions(options),
    randomFunctions(options),
    numberFunctions(options),
    dateFunctions(options),
    defaultFunctions,
    jsonFunctions(options),
    typeFunctions,
    listFunctions(options),
    dictFunctions(options),
    encodingFunctions(options),
    cryptoFunctions(options),
    pathFunctions,
    networkFunctions(options),
    semverFunctions,
    regexFunctions(options),
    urlFunctions,
  ];
  return new Map(groups.flatMap((group) => Object.entries(group)));
}
