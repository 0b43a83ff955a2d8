import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { m } from '#lib/words/m.ts';
import { judgementWords, type JudgedPassword } from '#lib/password/password-words.server.ts';
import { readPassword } from '#lib/password/read-password.server.ts';
import { proveFirst, provePath } from '#lib/account/prove-first.server.ts';
import { requireSession } from '#lib/access/guard.server.ts';
import { waitWords } from '#lib/sign-in/sign-in-words.server.ts';
import type { Actions, PageServerLoad } from './$types';

const HERE = '/account/password';

export const load: PageServerLoad = async (event) => {
  const session = requireSession(event);
  const { signIn } = event.locals.shop;
  const [status, isProved] = await Promise.all([
    signIn.passwordStatus(session),
    signIn.isProved(session, 'set_password'),
  ]);
  const { searchParams } = event.url;
  return {
    isSet: status.isSet,
    changedAt: status.changedAt ?? null,
    isProved,
    provePath: provePath('set_password', HERE),
    done: searchParams.has('changed') ? 'changed' : searchParams.has('removed') ? 'removed' : null,
    isRemoving: status.isSet && searchParams.has('remove'),
  } as const;
};

/** A password is never sent back; what is wrong with it is. */
function refused(errors: readonly string[], judged: JudgedPassword | null = null, status = 422) {
  return fail(status, { errors, judged });
}

async function save(event: RequestEvent) {
  const session = requireSession(event);
  const newPassword = readPassword(await event.request.formData());
  if (newPassword === undefined) return refused([m.password_new_missing()]);
  const { shop, language } = event.locals;
  const clientAddress = event.getClientAddress();
  const outcome = await shop.signIn.setPassword(session, { newPassword, clientAddress, language });
  if (outcome.ok) redirect(303, `${HERE}?changed`);
  switch (outcome.error.code) {
    case 'step_up_required':
      return proveFirst('set_password', HERE);
    case 'sealed_password_invalid':
      return refused([m.password_sealed_invalid()]);
    case 'too_many_changes':
      return refused(
        [m.password_too_many_changes({ wait: waitWords(outcome.error.retryAfterSeconds) })],
        null,
        429,
      );
    case 'overloaded':
      return refused([m.password_change_overloaded()], null, 503);
    case 'password_unfit': {
      const judged = judgementWords(outcome.error);
      return refused(judged.reasons, judged);
    }
  }
}

/** While it is being typed: nothing is changed. */
async function judge(event: RequestEvent) {
  const session = requireSession(event);
  const password = readPassword(await event.request.formData());
  if (password === undefined) return { judged: null };
  const outcome = await event.locals.shop.signIn.judgePassword(session, password);
  return { judged: outcome.ok ? judgementWords(outcome.value) : null };
}

async function remove(event: RequestEvent) {
  const session = requireSession(event);
  const { shop, language } = event.locals;
  const outcome = await shop.signIn.removePassword(session, language);
  if (outcome.ok) redirect(303, `${HERE}?removed`);
  proveFirst('remove_password', `${HERE}?remove`);
}

export const actions: Actions = { save, judge, remove };
