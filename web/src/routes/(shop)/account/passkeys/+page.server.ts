import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { PASSKEY_PAGE } from '#lib/passkey/passkey-page.ts';
import { passkeyOrigin } from '#lib/passkey/passkey-place.server.ts';
import { passkeyWords, readPasskeyAnswer } from '#lib/passkey/passkey-words.server.ts';
import { m } from '#lib/words/m.ts';
import { proveFirst, provePath } from '#lib/account/prove-first.server.ts';
import { readLine, readText } from '#lib/form/read-form.server.ts';
import { pagePath } from '#lib/request/page-path.server.ts';
import { requireSession } from '#lib/access/guard.server.ts';
import { systemClock } from '#server/kernel/clock.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const session = requireSession(event);
  const { signIn } = event.locals.shop;
  const [passkeys, mayAdd, sessions] = await Promise.all([
    signIn.passkeys(session),
    signIn.isProved(session, 'add_passkey'),
    signIn.sessions(session),
  ]);
  const { searchParams } = event.url;
  const now = systemClock.now();
  return {
    passkeys: passkeys.map(({ provesFrom, ...passkey }) => ({
      ...passkey,
      provesFrom: provesFrom > now ? provesFrom : null,
    })),
    mayAdd,
    origin: passkeyOrigin(event.locals.shop),
    suggestedName: sessions.find(({ current }) => current)?.device ?? '',
    provePath: provePath('add_passkey', PASSKEY_PAGE),
    renaming: searchParams.get('rename'),
    removing: searchParams.get('remove'),
  };
};

type Wrong = {
  typed?: string;
  nameError?: string;
  newNameError?: string;
  addRefusal?: string;
  refusal?: string;
};
const refused = (status: 404 | 422, wrong: Wrong) => fail(status, wrong);

async function add(event: RequestEvent) {
  const session = requireSession(event);
  const form = await event.request.formData();
  const name = readLine(form, 'name');
  const outcome = await event.locals.shop.signIn.addPasskey(session, {
    response: readPasskeyAnswer(form),
    name,
    language: event.locals.language,
  });
  if (outcome.ok) redirect(303, PASSKEY_PAGE);
  const { error } = outcome;
  if (error.code === 'step_up_required') proveFirst('add_passkey', PASSKEY_PAGE);
  const words = passkeyWords(error);
  return refused(422, {
    typed: name,
    ...(error.code === 'passkey_name_invalid' ? { nameError: words } : { addRefusal: words }),
  });
}

async function rename(event: RequestEvent) {
  const session = requireSession(event);
  const form = await event.request.formData();
  const name = readLine(form, 'newName');
  const outcome = await event.locals.shop.signIn.renamePasskey(session, readText(form, 'id', 64), name);
  if (!outcome.ok) return refused(422, { typed: name, newNameError: passkeyWords(outcome.error) });
  return outcome.value === undefined
    ? refused(404, { refusal: m.passkey_gone() })
    : redirect(303, PASSKEY_PAGE);
}

async function remove(event: RequestEvent) {
  const session = requireSession(event);
  const id = readText(await event.request.formData(), 'id', 64);
  const outcome = await event.locals.shop.signIn.removePasskey(session, id, event.locals.language);
  if (!outcome.ok) proveFirst('remove_passkey', pagePath(event.url));
  return outcome.value ? redirect(303, PASSKEY_PAGE) : refused(404, { refusal: m.passkey_gone() });
}

export const actions: Actions = { add, rename, remove };
