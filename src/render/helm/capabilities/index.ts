export { type Capabilities, capabilitiesOf, capabilitiesValue } from './capabilities.ts';
export { type KubeVersion, parseKubeVersion } from './kube-version.ts';
