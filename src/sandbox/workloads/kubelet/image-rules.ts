import { type KubeObject, objectsAt, textAt } from '../../../base/index.ts';
import { isBehaviour, type PodBehaviour } from './stages.ts';

/** The ConfigMap in kube-system that says how pods of some images behave, under the key `rules`. */
export const rulesConfigMap = 'sandbox-behaviours';
/** More rules are not read. */
const ruleLimit = 1000;

/** A rule: pods with a container of such an image behave so. */
export interface ImageRule {
  readonly image: RegExp;
  readonly behaviour: PodBehaviour;
}

/** Reads rules, one a line: an image, in which `*` stands for anything, and a behaviour. Empty lines, `#` and what is no rule count for nothing. */
export function readImageRules(text: string): readonly ImageRule[] {
  return text
    .split('\n')
    .slice(0, ruleLimit)
    .flatMap((line) => {
      const [pattern = '', behaviour = '', ...more] = line.replace(/#.*/, '').trim().split(/\s+/);
      if (pattern === '' || more.length > 0 || !isBehaviour(behaviour)) return [];
      const parts = pattern.split('*').map((part) => part.replaceAll(/[^\w]/g, String.raw`\$&`));
      return [{ image: new RegExp(`^${parts.join('.*')}$`), behaviour }];
    });
}

/** The behaviour that the first rule for one of a pod's images says. */
export function behaviourByImage(pod: KubeObject, rules: readonly ImageRule[]): PodBehaviour | undefined {
  const images = objectsAt(pod, 'spec', 'containers').map((container) => textAt(container, 'image'));
  return rules.find(({ image }) => images.some((candidate) => image.test(candidate)))?.behaviour;
}
