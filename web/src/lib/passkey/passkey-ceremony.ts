import { m } from '#lib/words/m.ts';

/** What the person at the device did, and what to say where nothing came of it. */
export type Ceremony =
  | { readonly ok: true; readonly response: string }
  | { readonly ok: false; readonly reason: 'proof-needed' | 'aborted' }
  | { readonly ok: false; readonly reason: 'told'; readonly text: string };

const told = (text: string): Ceremony => ({ ok: false, reason: 'told', text });

/** Whether passkeys work on this page: in this browser, at this address. `origin` is where the shop offers them. */
export function canUsePasskeys(origin: string | null): boolean {
  return window.isSecureContext && 'PublicKeyCredential' in window && location.origin === origin;
}

/** Whether this device itself has a fingerprint reader, a face camera or a screen lock that can make one. */
export function hasOwnLock(): Promise<boolean> {
  return PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable();
}

/** Whether the browser offers passkeys where a person is about to type. */
export async function canFillIn(): Promise<boolean> {
  return (await PublicKeyCredential.isConditionalMediationAvailable?.()) ?? false;
}

/** Has one of the person's passkeys sign what the shop asks for. `fillIn`: waits until it is chosen at the field. */
export function usePasskey(optionsPath: string, { fillIn = false } = {}): Promise<Ceremony> {
  return run(optionsPath, async (webauthn, optionsJSON) =>
    webauthn.startAuthentication({ optionsJSON: optionsJSON as never, useBrowserAutofill: fillIn }),
  );
}

export function makePasskey(optionsPath: string): Promise<Ceremony> {
  return run(optionsPath, async (webauthn, optionsJSON) =>
    webauthn.startRegistration({ optionsJSON: optionsJSON as never }),
  );
}

/** Ends what waits for the person, where something does. */
export async function stopWaiting(): Promise<void> {
  (await loadPackage()).WebAuthnAbortService.cancelCeremony();
}

/** Only when it is needed: most visits never need it. */
const loadPackage = () => import('@simplewebauthn/browser');

async function run(
  optionsPath: string,
  ask: (webauthn: Awaited<ReturnType<typeof loadPackage>>, options: unknown) => Promise<object>,
): Promise<Ceremony> {
  try {
    const [webauthn, answer] = await Promise.all([loadPackage(), fetchOptions(optionsPath)]);
    const body: unknown = await answer.json();
    if (!answer.ok) return refusalOf(body);
    return { ok: true, response: JSON.stringify(await ask(webauthn, body)) };
  } catch (error) {
    return endOf(error);
  }
}

function fetchOptions(path: string): Promise<Response> {
  return fetch(path, { method: 'POST', headers: { 'accept-language': document.documentElement.lang } });
}

/** Of customers, of the staff, and of whoever is signed in no more. */
const PROOF_FIRST = new Set(['step_up_required', 'staff_proof_required', 'no_session']);

function refusalOf(problem: unknown): Ceremony {
  const { code, detail } = problem as { code?: unknown; detail?: unknown };
  if (PROOF_FIRST.has(String(code))) return { ok: false, reason: 'proof-needed' };
  return told(typeof detail === 'string' ? detail : m.passkey_failed());
}

/** Browsers do not tell giving up from having none, so that no page can find out which passkeys a device has. */
function endOf(error: unknown): Ceremony {
  const { name, code } = error as { name?: unknown; code?: unknown };
  if (name === 'AbortError' || code === 'ERROR_CEREMONY_ABORTED') return { ok: false, reason: 'aborted' };
  if (code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED') return told(m.passkey_exists());
  if (name === 'NotAllowedError') return told(m.passkey_given_up());
  // The package or the shop's answer did not arrive.
  if (name === 'TypeError' && code === undefined) return told(m.passkey_offline());
  return told(m.passkey_failed());
}
