import { Type } from 'typebox';
import { staffOf } from '../../../platform/http/access.ts';
import { answers, sendRefusal } from '../../../platform/http/answers.ts';
import type { ApiApp } from '../../../platform/http/api.ts';
import { refusalsOf } from '../../../platform/http/problem.ts';
import { general } from '../../../platform/http/problems.ts';
import type { StaffSession } from '../../staff/index.ts';
import { campaignProblems } from './campaigns.problems.ts';
import { closed, ExpectedVersion } from './campaigns.schemas.ts';
import type { Campaigns } from './make-campaigns.ts';
import type { Family } from './save-campaigns.ts';

/** Of one family of campaigns: `what` it is called, `at` its addresses. */
export function removeDraftRoute(
  app: ApiApp,
  campaigns: Pick<Campaigns, 'remove'>,
  { family, at, what }: { readonly family: Family; readonly at: string; readonly what: string },
): void {
  app.delete(
    `${at}/:id`,
    {
      schema: {
        tags: ['campaigns'],
        summary: `Remove the draft of a ${what}; one that was started stays`,
        params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
        querystring: Type.Object({ expectedVersion: ExpectedVersion }, closed),
        response: answers(
          { 204: Type.Null() },
          general('no_session', 'bad_origin', 'not_permitted'),
          refusalsOf(
            campaignProblems,
            ...(['campaign_not_found', 'campaign_changed'] as const),
            ...(['campaign_not_draft', 'campaign_named'] as const),
          ),
        ),
      },
      config: { access: { staff: 'campaigns:change' } },
    },
    async (request, reply) => {
      const { expectedVersion } = request.query;
      const which = { family, campaignId: request.params.id, expectedVersion };
      const outcome = await campaigns.remove(staffOf<StaffSession>(request), which);
      return outcome.ok ? reply.code(204).send(null) : sendRefusal(reply, outcome.error);
    },
  );
}
