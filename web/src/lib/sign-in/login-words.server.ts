import { m } from '#lib/words/m.ts';
import type {
  CompleteLinkRefusal,
  FinishLoginRefusal,
  ProviderName,
  StartLoginRefusal,
} from '#server/modules/sign-in/index.ts';
import { readProvider, withProvider } from './provider-words.ts';

/** Refusals that belong to no field: they are told above the form. */
type Told =
  | FinishLoginRefusal['code']
  | Exclude<StartLoginRefusal['code'], 'no_session' | 'step_up_required'>
  | Extract<CompleteLinkRefusal['code'], 'login_link_expired'>;
type Say = (inputs: { provider: string }) => string;

export type LoginTrouble = { readonly title: string; readonly text: string };

const WORDS: Readonly<Record<Told, readonly [title: Say, text: Say]>> = {
  login_state_unknown: [m.login_state_unknown_title, m.login_state_unknown_text],
  login_state_expired: [m.login_state_expired_title, m.login_state_expired_text],
  login_other_browser: [m.login_other_browser_title, m.login_other_browser_text],
  login_other_session: [m.login_other_session_title, m.login_other_session_text],
  login_denied: [m.login_denied_title, m.login_denied_text],
  login_code_refused: [m.login_code_refused_title, m.login_code_refused_text],
  login_provider_failed: [m.login_provider_failed_title, m.login_provider_failed_text],
  login_linked_elsewhere: [m.login_linked_elsewhere_title, m.login_linked_elsewhere_text],
  login_provider_taken: [m.login_provider_taken_title, m.login_provider_taken_text],
  login_provider_unknown: [m.login_provider_unknown_title, m.login_provider_unknown_text],
  login_link_expired: [m.login_link_expired_title, m.login_link_expired_text],
  account_deactivated: [m.account_deactivated_title, m.account_deactivated_text],
  too_many_tries: [m.login_too_many_title, m.login_too_many_text],
};

export function loginTrouble(code: string, provider: ProviderName): LoginTrouble | undefined {
  if (!Object.hasOwn(WORDS, code)) return undefined;
  const [title, text] = WORDS[code as Told];
  return { title: withProvider(title, provider), text: withProvider(text, provider) };
}

/** What a page is told in its address (`?refused=login_denied&provider=qq`): only codes and names we know say anything. */
export function readLoginTrouble({ searchParams }: URL): LoginTrouble | undefined {
  const provider = readProvider(searchParams.get('provider'));
  const code = searchParams.get('refused');
  return provider === undefined || code === null ? undefined : loginTrouble(code, provider);
}
