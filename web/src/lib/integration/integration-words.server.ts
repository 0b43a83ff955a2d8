import { m } from '#lib/words/m.ts';

type KeyRefusal = {
  readonly code:
    'not_permitted' | 'permission_unknown' | 'scope_beyond_own' | 'scope_not_for_keys' | 'too_many_keys';
};

/** Why a key was not made, and what to do. */
export function keyRefusal({ code }: KeyRefusal): string {
  return code === 'too_many_keys' ? m.key_refused_many() : m.key_refused_beyond();
}

type UrlRefusal =
  | { readonly code: 'webhook_url_invalid'; readonly why: 'no_url' | 'not_https' | 'has_password' }
  | { readonly code: 'webhook_address_private' | 'webhook_host_unknown' };
type WebhookRefusal =
  | UrlRefusal
  | {
      readonly code:
        | 'webhook_event_unknown'
        | 'too_many_webhooks'
        | 'webhook_not_found'
        | 'webhook_off'
        | 'webhook_delivery_not_found';
    };

const URL_WHYS = {
  no_url: m.webhook_refused_no_url,
  not_https: m.webhook_refused_not_https,
  has_password: m.webhook_refused_has_password,
} as const;

/** Why something about a webhook was refused, and what to do. */
export function webhookRefusal(refusal: WebhookRefusal): string {
  switch (refusal.code) {
    case 'webhook_url_invalid':
      return URL_WHYS[refusal.why]();
    case 'webhook_address_private':
      return m.webhook_refused_private();
    case 'webhook_host_unknown':
      return m.webhook_refused_host();
    case 'webhook_event_unknown':
      return m.webhook_refused_event();
    case 'too_many_webhooks':
      return m.webhook_refused_many();
    case 'webhook_not_found':
      return m.webhook_refused_gone();
    case 'webhook_off':
      return m.webhook_refused_off();
    case 'webhook_delivery_not_found':
      return m.webhook_refused_delivery();
  }
}
