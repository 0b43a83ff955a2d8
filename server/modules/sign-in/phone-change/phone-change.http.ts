import { Type } from 'typebox';
import { sessionOf } from '../../../platform/http/access.ts';
import type { ApiApp } from '../../../platform/http/api.ts';
import { answers, sendRefusal } from '../../../platform/http/answers.ts';
import { refusalsOf } from '../../../platform/http/problem.ts';
import { general } from '../../../platform/http/problems.ts';
import { typedText } from '../../../platform/http/typed-text.ts';
import type { CookieSettings } from '../../../platform/http/cookies.ts';
import { signInProblems } from '../sign-in.problems.ts';
import { attempterOf } from '../devices/arrival.http.ts';
import type { Session } from '../way-in.ts';
import type { PhoneChanges } from './change-phone.ts';
import { phoneChangeProblems } from './phone-change.problems.ts';

const closed = { additionalProperties: false };
/** Longer than a phone may be, so that a wrong one is refused by name, not as malformed. */
const PhoneText = typedText('phone', { maxLength: 40, examples: ['13900139000'] });
const ALWAYS = {
  ...general('no_session', 'bad_origin'),
  ...refusalsOf(signInProblems, 'step_up_required', 'phone_invalid'),
  ...refusalsOf(phoneChangeProblems, 'phone_unchanged'),
};

/** Another phone for my account, in two steps: a code to it, then the change by that code. */
export function phoneChangeRoutes(app: ApiApp, phones: PhoneChanges & CookieSettings): void {
  app.post(
    '/me/phone/codes',
    {
      schema: {
        summary: 'Send a code to a phone that is to become mine',
        description: 'Answers the same whether that phone has an account or not.',
        body: Type.Object({ phone: PhoneText }, closed),
        response: answers(
          { 202: Type.Object({ resendAfterSeconds: Type.Integer(), expiresInSeconds: Type.Integer() }) },
          ALWAYS,
          refusalsOf(signInProblems, 'too_many_codes'),
        ),
      },
      config: { access: 'customer', act: 'change_phone' },
    },
    async (request, reply) => {
      const outcome = await phones.requestPhoneChange(sessionOf<Session>(request), {
        ...request.body,
        ...attempterOf(request, reply, phones),
      });
      return outcome.ok ? reply.code(202).send(outcome.value) : sendRefusal(reply, outcome.error);
    },
  );
  app.put(
    '/me/phone',
    {
      schema: {
        summary: 'Change my phone by that code; signs out everywhere else',
        body: Type.Object({ phone: PhoneText, code: Type.String({ maxLength: 40 }) }, closed),
        response: answers(
          { 200: Type.Object({ phoneMasked: Type.String() }) },
          ALWAYS,
          refusalsOf(signInProblems, 'code_expired', 'code_wrong'),
          refusalsOf(phoneChangeProblems, 'phone_taken'),
        ),
      },
      config: { access: 'customer', act: 'change_phone' },
    },
    async (request, reply) => {
      const outcome = await phones.changePhone(sessionOf<Session>(request), {
        ...request.body,
        ...attempterOf(request, reply, phones),
      });
      return outcome.ok ? reply.send(outcome.value) : sendRefusal(reply, outcome.error);
    },
  );
}
