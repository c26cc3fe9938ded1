import type { PodHandlers } from '../../handlers/index.ts';
import type { ServiceAccountTokens } from '../../authorization/service-account-tokens.ts';
import { bindingType, evictionType, scaleType, tokenRequestType } from '../../resources/unlisted-types.ts';
import type { SpecialHandler } from '../served-cluster.ts';
import { bindingHandler } from './binding.ts';
import { evictionHandler } from './eviction.ts';
import { attachHandler, execHandler, portForwardHandler, unreachable } from './pod-connections.ts';
import { podLogHandler } from './pod-log.ts';
import { scaleHandler } from './scale.ts';
import { tokenHandler } from './token.ts';

/** The subresources that are no part of their object, by `group/plural/subresource`; `*` stands for every resource. */
export function subresourceHandlers(
  tokens: ServiceAccountTokens,
  pods: PodHandlers,
): ReadonlyMap<string, SpecialHandler> {
  return new Map<string, SpecialHandler>([
    ['*/scale', scaleHandler(scaleType())],
    ['/serviceaccounts/token', tokenHandler(tokenRequestType(), tokens)],
    ['/pods/eviction', evictionHandler(evictionType())],
    ['/pods/binding', bindingHandler(bindingType())],
    ['/pods/log', podLogHandler(pods)],
    ['/pods/exec', execHandler(pods)],
    ['/pods/attach', attachHandler(pods)],
    ['/pods/portforward', portForwardHandler(pods)],
    ['*/proxy', unreachable],
  ]);
}
