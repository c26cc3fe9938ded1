import { describe, expect, it } from 'vitest';
import { BuildEnvironment } from './build-environment.ts';

const environment = new BuildEnvironment(
  { name: 'team_shop', namespace: 'prod', project: 'default' },
  { repoURL: 'https://git.example/a.git', path: 'app', targetRevision: 'main' },
  '0123456789abcdef',
);

describe('BuildEnvironment', () => {
  it.each([
    ['$ARGOCD_APP_NAME/$ARGOCD_APP_NAMESPACE/$ARGOCD_APP_PROJECT_NAME', 'team_shop/prod/default'],
    [
      '$ARGOCD_APP_REVISION $ARGOCD_APP_REVISION_SHORT $ARGOCD_APP_REVISION_SHORT_8',
      '0123456789abcdef 0123456 01234567',
    ],
    [
      '${ARGOCD_APP_SOURCE_REPO_URL}#${ARGOCD_APP_SOURCE_PATH}@${ARGOCD_APP_SOURCE_TARGET_REVISION}',
      'https://git.example/a.git#app@main',
    ],
    // What Go's os.Expand makes of each, with these variables.
    ['$ARGOCD_APP_NAMES', ''],
    ['$$ARGOCD_APP_NAME', '$ARGOCD_APP_NAME'],
    ['${$}x', '$x'],
    ['a$', 'a$'],
    ['a$ b', 'a$ b'],
    ['$.x', '$.x'],
    ['$1abc', 'abc'],
    ['a${}b', 'ab'],
    ['a${b', 'ab'],
    ['$*$#$@$!$?$-', ''],
    ['$constructor${__proto__}', ''],
  ])('makes of %s', (text, expected) => {
    expect(environment.substitute(text)).toBe(expected);
  });
});
