import {
  bytesOfText,
  type GoFunction,
  GoObject,
  GoSlice,
  type GoType,
  goTypes,
  type GoValue,
  stringSlice,
} from '../../../lang/index.ts';
import type { HelmProfile } from '../profile.ts';
import { defaultApiVersions } from './api-versions.ts';
import type { KubeVersion } from './kube-version.ts';

/** What templates may know of the cluster. */
export interface Capabilities {
  readonly kubeVersion: KubeVersion;
  readonly apiVersions: readonly string[];
}

const kubeVersions: Readonly<Record<HelmProfile, KubeVersion>> = {
  '4.1': kubeMinor(35),
  '4.2': kubeMinor(36),
  '4.3': kubeMinor(37),
};

/** What helm was built from; only 4.1 is a release build, as the corpus has it. */
const builds: Readonly<Record<HelmProfile, readonly string[]>> = {
  '4.1': ['v4.1.4', '05fa37973dc9e42b76e1d2883494c87174b6074f', 'clean', 'go1.25.9', 'v1.35'],
  '4.2': ['v4.2', '', '', 'go1.26.8', 'v1.36'],
  '4.3': ['v4.3', '', '', 'go1.26.8', 'v1.37'],
};

/**
 * The capabilities of a render that asks no cluster: a version and more API versions as they were given, beside those of `profile`. With
 * `apiVersions` `only`, those of a cluster are given and none are added.
 */
export function capabilitiesOf(
  profile: HelmProfile,
  given: {
    readonly kubeVersion?: KubeVersion | undefined;
    readonly apiVersions?: readonly string[] | undefined;
    readonly only?: boolean | undefined;
  },
): Capabilities {
  const more = given.apiVersions ?? [];
  return {
    kubeVersion: given.kubeVersion ?? kubeVersions[profile],
    apiVersions: given.only === true ? more : [...defaultApiVersions[profile], ...more],
  };
}

/** `.Capabilities`. */
export function capabilitiesValue({ kubeVersion, apiVersions }: Capabilities, profile: HelmProfile): GoObject {
  const versions = new Set(apiVersions.map(bytesOfText));
  const has: GoFunction = { params: [goTypes.string], call: ([name]) => versions.has(name as string) };
  const [version = '', commit = '', state = '', go = '', client = ''] = builds[profile];
  return new GoObject(pointerTo(structType('common.Capabilities')), {
    fields: new Map<string, GoValue>([
      ['KubeVersion', kubeVersionValue(kubeVersion)],
      ['APIVersions', new GoSlice(apiVersions.map(bytesOfText), versionSet, false, new Map([['Has', has]]))],
      [
        'HelmVersion',
        new GoObject(structType('version.BuildInfo'), {
          fields: new Map([
            ['Version', version],
            ['GitCommit', commit],
            ['GitTreeState', state],
            ['GoVersion', go],
            ['KubeClientVersion', client],
          ]),
        }),
      ],
    ]),
  });
}

const versionSet: GoType = { kind: 'slice', name: 'common.VersionSet', elem: goTypes.string, underlying: stringSlice };

function kubeVersionValue(kubeVersion: KubeVersion): GoObject {
  const version = bytesOfText(kubeVersion.version);
  const normalized = bytesOfText(kubeVersion.normalized);
  return new GoObject(structType('common.KubeVersion'), {
    fields: new Map([
      ['Version', version],
      ['Major', kubeVersion.major],
      ['Minor', kubeVersion.minor],
    ]),
    methods: new Map<string, GoFunction>([
      ['String', { params: [], call: () => normalized }],
      ['GitVersion', { params: [], call: () => version }],
    ]),
    text: () => normalized,
  });
}

function kubeMinor(minor: number): KubeVersion {
  const version = `v1.${minor}.0`;
  return { version, normalized: version, major: '1', minor: String(minor) };
}

function structType(name: string): GoType {
  return { kind: 'struct', name };
}

function pointerTo(elem: GoType): GoType {
  return { kind: 'ptr', name: `*${elem.name}`, elem };
}
