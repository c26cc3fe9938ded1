import type { AuthorizationQuestion, Authorizer } from '../../authorization/authorizer.ts';
import { forbidden } from '../../machinery/api-error.ts';
import type { UserInfo } from '../../machinery/cluster.ts';
import type { RequestInfo } from '../request-info.ts';

/** Throws ApiError 403 where the user may not do what the request asks. */
export function refuseForbidden(
  authorizer: Authorizer,
  user: UserInfo,
  info: Pick<RequestInfo, 'isResource' | 'verb' | 'group' | 'plural' | 'subresource' | 'namespace' | 'name' | 'path'>,
): void {
  const question = questionOf(user, info);
  if (authorizer.decide(question).allowed) return;
  throw forbiddenRequest(question);
}

/** The ApiError 403 for a question that was answered with no, in the words of apiserver (responsewriters/errors.go). */
export function forbiddenRequest(question: AuthorizationQuestion): Error {
  const who = `User ${JSON.stringify(question.user.name)} cannot ${question.verb}`;
  if (question.kind === 'path') {
    return forbidden({ group: '', plural: '' }, '', sanitize(`${who} path ${JSON.stringify(question.path)}`));
  }
  const { group, resource, namespace, name } = question;
  const what = `resource ${JSON.stringify(resource)} in API group ${JSON.stringify(group)}`;
  const where = namespace === '' ? 'at the cluster scope' : `in the namespace ${JSON.stringify(namespace)}`;
  const plural = resource.split('/')[0] ?? '';
  return forbidden({ group, plural }, name, sanitize(`${who} ${what} ${where}`));
}

function questionOf(
  user: UserInfo,
  info: Pick<RequestInfo, 'isResource' | 'verb' | 'group' | 'plural' | 'subresource' | 'namespace' | 'name' | 'path'>,
): AuthorizationQuestion {
  if (!info.isResource) return { kind: 'path', user, verb: info.verb, path: info.path };
  const resource = info.subresource === '' ? info.plural : `${info.plural}/${info.subresource}`;
  const { verb, group, namespace, name } = info;
  return { kind: 'resource', user, verb, group, resource, namespace, name };
}

/** Error texts must not look like HTML. */
function sanitize(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
