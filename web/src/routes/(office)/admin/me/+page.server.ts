import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { requireOffice } from '#lib/access/guard.server.ts';
import { readLine, readText } from '#lib/form/read-form.server.ts';
import { ASKS, ME_PAGE } from '#lib/me/me-page.ts';
import { addRefusal, passwordErrors, proofErrors } from '#lib/me/me-words.server.ts';
import { readPasskeyAnswer } from '#lib/passkey/passkey-words.server.ts';
import { readPassword } from '#lib/password/read-password.server.ts';
import { drawQr } from '#lib/payment/draw-qr.server.ts';
import { fromOf } from '#lib/staff-sign-in/read-staff-sign-in.server.ts';
import { m } from '#lib/words/m.ts';
import type { Actions, PageServerLoad } from './$types';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Pages of others that ask for a proof, by the names under which they send somebody here. */
const PLACES: Readonly<Record<string, string>> = { payments: '/admin/settings/payments' };

/** What comes after a proof: something to ask about, a passkey to remove, or another page. Undefined where it is none of them. */
function readNext(text: string): string | undefined {
  if ((ASKS as readonly string[]).includes(text) || Object.hasOwn(PLACES, text)) return text;
  const [name, id = ''] = text.split('=');
  return name === 'remove' && UUID.test(id) ? text : undefined;
}

const proveFirst = (next: string): never =>
  redirect(303, `${ME_PAGE}?${new URLSearchParams({ prove: next })}`);

export const load: PageServerLoad = async (event) => {
  const { staff, session } = requireOffice(event);
  const { searchParams } = event.url;
  const [safety, passkeys, sessions] = await Promise.all([
    staff.own.safety(session),
    staff.passkeys.list(session),
    event.locals.shop.staff.sessions.list(session),
  ]);
  const { place } = staff.passkeys;
  const asks = ASKS.find((name) => searchParams.has(name));
  const isProved = safety.provedUntil !== null;
  const next = readNext(searchParams.get('prove') ?? '');
  if (asks !== undefined && asks !== 'passkey' && !isProved) proveFirst(asks);
  return {
    ...{ safety, passkeys, account: session.account, next: isProved ? undefined : next },
    isDemo: !safety.hasPassword && !safety.hasAuthenticator && passkeys.length === 0,
    asks: asks === 'password' && !safety.hasAuthenticator ? undefined : asks,
    isAuthenticatorFirst: asks === 'password' && !safety.hasAuthenticator,
    offered: asks === 'authenticator' ? await offer(event) : undefined,
    origin: place.offered ? place.origin : null,
    sessions: sessions.map(({ sessionId, expiresAt: _, ...own }) => ({
      ...{ ...own, id: sessionId, isCurrent: sessionId === session.sessionId },
    })),
    renaming: searchParams.get('rename'),
    removing: searchParams.get('remove'),
    changed: searchParams.get('changed'),
  };
};

async function offer(event: RequestEvent) {
  const { staff, session } = requireOffice(event);
  const offered = await staff.own.offerAuthenticator(session);
  if (!offered.ok) return proveFirst('authenticator');
  return { text: offered.value.secret, qr: drawQr(offered.value.uri) };
}

async function prove(event: RequestEvent) {
  const { staff, session } = requireOffice(event);
  const form = await event.request.formData();
  const next = readNext(event.url.searchParams.get('prove') ?? '') ?? 'password';
  const [password, otp, response] = [readPassword(form), readLine(form, 'code'), readPasskeyAnswer(form)];
  const outcome = await staff.own.prove(session, { password, otp, response }, fromOf(event));
  if (outcome.ok) redirect(303, PLACES[next] ?? `${ME_PAGE}?${next}`);
  const { status, ...wrong } = proofErrors(outcome.error, password !== undefined);
  return fail(status, { proof: wrong });
}

async function password(event: RequestEvent) {
  const { staff, session } = requireOffice(event);
  const given = readPassword(await event.request.formData());
  if (given === undefined) return fail(422, { passwordErrors: [m.me_password_missing()] });
  const outcome = await staff.own.setPassword(session, given, fromOf(event));
  if (outcome.ok) redirect(303, `${ME_PAGE}?changed=password`);
  if (outcome.error.code === 'staff_proof_required') return proveFirst('password');
  return fail(422, { passwordErrors: passwordErrors(outcome.error) });
}

async function authenticator(event: RequestEvent) {
  const { staff, session } = requireOffice(event);
  const otp = readLine(await event.request.formData(), 'code');
  const outcome = await staff.own.confirmAuthenticator(session, otp);
  if (outcome.ok) redirect(303, `${ME_PAGE}?changed=authenticator`);
  if (outcome.error.code === 'staff_proof_required') return proveFirst('authenticator');
  return fail(422, { codeError: m.me_code_wrong() });
}

async function codes(event: RequestEvent) {
  const { staff, session } = requireOffice(event);
  const outcome = await staff.own.renewRecoveryCodes(session);
  return outcome.ok ? { recoveryCodes: outcome.value } : proveFirst('codes');
}

async function add(event: RequestEvent) {
  const { staff, session } = requireOffice(event);
  const form = await event.request.formData();
  const typed = readLine(form, 'name');
  const outcome = await staff.passkeys.add(session, { response: readPasskeyAnswer(form), name: typed });
  if (outcome.ok) redirect(303, ME_PAGE);
  if (outcome.error.code === 'staff_proof_required') return proveFirst('passkey');
  return fail(422, { typed, ...addRefusal(outcome.error) });
}

async function rename(event: RequestEvent) {
  const { staff, session } = requireOffice(event);
  const form = await event.request.formData();
  const [id, typed] = [readText(form, 'id', 64), readLine(form, 'newName')];
  if (!UUID.test(id)) return fail(404, { refusal: m.passkey_gone() });
  const outcome = await staff.passkeys.rename(session, id, typed);
  if (!outcome.ok) return fail(422, { typed, newNameError: m.passkey_name_invalid() });
  return outcome.value === undefined ? fail(404, { refusal: m.passkey_gone() }) : redirect(303, ME_PAGE);
}

async function remove(event: RequestEvent) {
  const { staff, session } = requireOffice(event);
  const id = readText(await event.request.formData(), 'id', 64);
  if (!UUID.test(id)) return fail(404, { refusal: m.passkey_gone() });
  const outcome = await staff.passkeys.remove(session, id);
  if (outcome.ok) return outcome.value ? redirect(303, ME_PAGE) : fail(404, { refusal: m.passkey_gone() });
  return outcome.error.code === 'staff_proof_required'
    ? proveFirst(`remove=${id}`)
    : fail(409, { refusal: m.me_passkey_last() });
}

async function end(event: RequestEvent) {
  const { session } = requireOffice(event);
  const id = readText(await event.request.formData(), 'id', 64);
  // One that is over already is no less ended.
  if (UUID.test(id)) await event.locals.shop.staff.sessions.end(session, id);
  redirect(303, `${ME_PAGE}?changed=sessions`);
}

export const actions: Actions = { prove, password, authenticator, codes, add, rename, remove, end };
