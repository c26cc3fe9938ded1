import type { Push, Receiver, WebhookRequest, WebhookSecrets } from './push.ts';
import { generic, gitea, github, gitlab } from './receivers.ts';

const receivers: readonly Receiver[] = [gitea, github, gitlab, generic];

/** What a webhook request announces, whoever sent it; the headers say who did. */
export function receivePush(request: WebhookRequest, secrets: WebhookSecrets): Push {
  for (const receiver of receivers) {
    const push = receiver(request, secrets);
    if (push !== undefined) return push;
  }
  return { kind: 'refused', status: 400, message: 'no sender of webhooks is recognised by the headers' };
}
