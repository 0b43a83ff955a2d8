import type { Result } from '../../../kernel/result.ts';

export const PROVIDER_NAMES = ['wechat', 'qq', 'alipay'] as const;
export type ProviderName = (typeof PROVIDER_NAMES)[number];

export function isProviderName(text: string): text is ProviderName {
  return (PROVIDER_NAMES as readonly string[]).includes(text);
}

/** Whom a provider vouches for, as its server told ours. Nothing of it ever comes from the browser. */
export type ProviderIdentity = {
  /** One person, the same whenever they come: the widest id that the provider gives, with its kind before it. */
  readonly subject: string;
  /** The app that was asked, and the person's id within it: what payments and messages of that app need. */
  readonly appId: string;
  readonly openId?: string;
  /** For showing it to the person themselves; providers let it be changed and shared, so it decides nothing. */
  readonly displayName?: string;
};

/** `reason` is the provider's own error code or what went wrong on the way: for the log, never personal. */
export type ExchangeRefusal =
  | { readonly code: 'login_code_refused'; readonly reason: string }
  | { readonly code: 'login_provider_failed'; readonly reason: string };

export type AuthorizeRequest = {
  readonly state: string;
  readonly redirectUri: string;
  readonly insideApp: boolean;
};
export type ExchangeRequest = {
  readonly code: string;
  readonly redirectUri: string;
  readonly insideApp: boolean;
};

/**
 * One service that vouches for people. None of the three offers PKCE or id tokens with a nonce: what protects the way is
 * a state that is used once and bound to the browser, and an exchange that only our server can make.
 */
export type LoginProvider = {
  readonly name: ProviderName;
  /** Whether its settings are there for a browser inside, or outside, of the provider's own app. */
  serves(insideApp: boolean): boolean;
  /** Where to send the browser. */
  authorizeUrl(request: AuthorizeRequest): string;
  /** Turns a code, once, into who it stands for. A silent or muddled provider is refused, never thrown. */
  exchange(request: ExchangeRequest): Promise<Result<ProviderIdentity, ExchangeRefusal>>;
};
