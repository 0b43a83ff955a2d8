import { Type } from 'typebox';
import { sessionOf } from '../../../platform/http/access.ts';
import type { ApiApp } from '../../../platform/http/api.ts';
import { answers, sendRefusal } from '../../../platform/http/answers.ts';
import { refusalsOf } from '../../../platform/http/problem.ts';
import { general } from '../../../platform/http/problems.ts';
import type { CookieSettings } from '../../../platform/http/cookies.ts';
import { signInProblems } from '../sign-in.problems.ts';
import { attempterOf } from '../devices/arrival.http.ts';
import type { Session } from '../way-in.ts';
import type { Proofs } from './prove-session.ts';

/** Step-up: proving once more who is there, before what is hard to undo. */
export function proofRoutes(app: ApiApp, proofs: Proofs & CookieSettings): void {
  app.post(
    '/auth/proofs/codes',
    {
      schema: {
        summary: 'Send a code to my own phone, to prove once more that it is me',
        response: answers(
          { 202: Type.Object({ resendAfterSeconds: Type.Integer(), expiresInSeconds: Type.Integer() }) },
          general('no_session', 'bad_origin'),
          refusalsOf(signInProblems, 'too_many_codes'),
        ),
      },
      config: { access: 'customer' },
    },
    async (request, reply) => {
      const who = attempterOf(request, reply, proofs);
      const outcome = await proofs.requestProofCode(sessionOf<Session>(request), who);
      return outcome.ok ? reply.code(202).send(outcome.value) : sendRefusal(reply, outcome.error);
    },
  );
  app.post(
    '/auth/proofs',
    {
      schema: {
        summary: 'Prove by that code that it is me; good for ten minutes',
        body: Type.Object({ code: Type.String({ maxLength: 40 }) }, { additionalProperties: false }),
        response: answers(
          { 204: Type.Null() },
          general('no_session', 'bad_origin'),
          refusalsOf(signInProblems, 'code_wrong', 'code_expired'),
        ),
      },
      config: { access: 'customer' },
    },
    async (request, reply) => {
      const session = sessionOf<Session>(request);
      const who = attempterOf(request, reply, proofs);
      const outcome = await proofs.proveByCode(session, request.body.code, who);
      return outcome.ok ? reply.code(204).send(null) : sendRefusal(reply, outcome.error);
    },
  );
}
