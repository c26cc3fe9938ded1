import type { CelLibrary, EnvironmentOptions } from '../environment.ts';
import { celLibraries } from '../library/extensions.ts';
import { addressFunctions, cidrType, ipType } from './addresses.ts';
import { amountFunctions, quantityType, semverType } from './amounts.ts';
import { kubernetesCosts } from './costs.ts';
import { formatFunctions, formatType } from './formats.ts';
import { listAndRegexFunctions } from './lists-and-regex.ts';
import { urlFunctions, urlType } from './urls.ts';

/** What Kubernetes adds to CEL: URLs, regular expressions, lists, quantities, versions, addresses, formats, and its costs. */
export const kubernetesLibrary: CelLibrary = {
  functions: [...urlFunctions, ...listAndRegexFunctions, ...amountFunctions, ...addressFunctions, ...formatFunctions],
  types: [urlType, quantityType, semverType, ipType, cidrType, formatType],
  costs: kubernetesCosts,
};

/** The environment of Kubernetes 1.36 without variables (apiserver v0.36.3, pkg/cel/environment/base.go). */
export const kubernetesEnvironment: EnvironmentOptions = {
  libraries: [
    celLibraries.optionals,
    celLibraries.stringsV2,
    celLibraries.sets,
    celLibraries.twoVariables,
    celLibraries.lists,
    kubernetesLibrary,
  ],
  strictLiterals: true,
};
