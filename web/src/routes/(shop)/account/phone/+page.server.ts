import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { m } from '#lib/words/m.ts';
import { attempterOf } from '#lib/sign-in/arrival.server.ts';
import { codeDrafts } from '#lib/sign-in/code-draft.server.ts';
import { phoneChangeErrors, type PhoneChangeErrors } from '#lib/account/phone-change-words.server.ts';
import { readCode, readPhone } from '#lib/form/read-form.server.ts';
import { proveFirst, provePath } from '#lib/account/prove-first.server.ts';
import { requireSession } from '#lib/access/guard.server.ts';
import type { Actions, PageServerLoad } from './$types';

const HERE = '/account/phone';
const drafts = codeDrafts('newPhoneDraft');

export const load: PageServerLoad = async (event) => {
  const session = requireSession(event);
  return {
    phoneMasked: session.phoneMasked,
    isChanged: event.url.searchParams.has('changed'),
    isProved: await event.locals.shop.signIn.isProved(session, 'change_phone'),
    provePath: provePath('change_phone', HERE),
    ...drafts.show(event.locals.jar),
  };
};

/** What is wrong and what was typed; the code is not sent back, since it has to be typed anew anyway. */
function refused(status: 409 | 422 | 429, phone: string, errors: PhoneChangeErrors) {
  return fail(status, { phone, errors });
}

async function requestCode(event: RequestEvent) {
  const session = requireSession(event);
  const { request, locals } = event;
  const phone = readPhone(await request.formData(), 'phone');
  if (phone === '') return refused(422, phone, { phone: m.sign_in_phone_missing() });
  const outcome = await locals.shop.signIn.requestPhoneChange(session, {
    phone,
    ...attempterOf(event),
  });
  if (!outcome.ok) {
    if (outcome.error.code === 'step_up_required') proveFirst('change_phone', HERE);
    const status = outcome.error.code === 'too_many_codes' ? 429 : 422;
    return refused(status, phone, phoneChangeErrors(outcome.error));
  }
  drafts.keep(locals.jar, phone, outcome.value);
  redirect(303, `${HERE}#code`);
}

async function change(event: RequestEvent) {
  const session = requireSession(event);
  const { request, locals } = event;
  const form = await request.formData();
  const phone = readPhone(form, 'phone');
  const code = readCode(form);
  // Found here, so that a slip costs none of the code's few tries, and all of it is said at once.
  const missing: PhoneChangeErrors = {
    ...(phone === '' && { phone: m.sign_in_phone_missing() }),
    ...(!/^\d{6}$/.test(code) && { code: m.sign_in_code_missing() }),
  };
  if (Object.keys(missing).length > 0) return refused(422, phone, missing);
  const outcome = await locals.shop.signIn.changePhone(session, {
    phone,
    code,
    ...attempterOf(event),
  });
  if (outcome.ok) {
    drafts.drop(locals.jar);
    redirect(303, `${HERE}?changed`);
  }
  const { error } = outcome;
  switch (error.code) {
    case 'step_up_required':
      return proveFirst('change_phone', HERE);
    case 'phone_taken':
      // Its code is used up: the next one is for another phone.
      drafts.drop(locals.jar);
      return refused(409, phone, phoneChangeErrors(error));
    default:
      return refused(422, phone, phoneChangeErrors(error));
  }
}

export const actions: Actions = { requestCode, change };
