import { ok, refuse, type Result } from '../../../kernel/result.ts';
import { inTransaction } from '../../../platform/database.ts';
import { record } from '../../audit/index.ts';
import { actBy } from '../../staff/index.ts';
import { formOf } from './campaign-form.ts';
import { deleteCampaign, listCampaigns, lockCampaigns, tellOfPrices } from './campaigns.sql.ts';
import { checkRemoval, type RemoveRefusal } from './remove-draft.decide.ts';
import {
  byId,
  findIn,
  told,
  type Changed,
  type ChangeOf,
  type NotFound,
  type SaveDeps,
  type Who,
} from './save-campaigns.ts';

export type Removal = Result<{ readonly name: string }, NotFound | Changed | RemoveRefusal>;

/** Takes a draft away for good; the audit trail keeps what it was. */
export async function removeDraft(
  { database, clock, onSaved }: Pick<SaveDeps, 'database' | 'clock' | 'onSaved'>,
  by: Who,
  which: ChangeOf,
): Promise<Removal> {
  const outcome = await inTransaction(database, async (tx): Promise<Removal> => {
    await lockCampaigns(tx);
    const campaigns = byId(await listCampaigns(tx));
    const found = findIn(campaigns, which);
    if (!found.ok) return found;
    const draft = found.value;
    const refusal = checkRemoval(draft, campaigns.values());
    if (refusal !== undefined) return refuse(refusal);
    await deleteCampaign(tx, draft.campaignId);
    const did = { what: 'campaign:remove', subject: { kind: 'campaign', id: draft.campaignId } };
    await record(tx, [actBy(by, clock.now(), { ...did, before: told(formOf(draft)) })]);
    await tellOfPrices(tx);
    return ok({ name: draft.name });
  });
  if (outcome.ok) await onSaved();
  return outcome;
}
