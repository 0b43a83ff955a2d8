import type { CustomerId } from '../../../kernel/ids.ts';
import { ok, refuse, type Result } from '../../../kernel/result.ts';
import type { Sealing } from '../../../platform/sealing/index.ts';
import { record, type PersonalChange, type SealedPart } from '../../audit/index.ts';
import { findPhoneHashes } from '../../customers/index.ts';
import { actBy, type StaffSession } from '../../staff/index.ts';
import type { CouponRecord } from '../campaigns/campaign-record.ts';
import type { Claimed, ClaimRefusal } from './claim.ts';
import { claimBatch, type ClaimDeps } from './claim-coupons.ts';
import { namePeople } from './name-people.ts';

export type Giving = {
  readonly campaignId: string;
  readonly customerId: string;
  readonly reason?: string | undefined;
  /** Of a request that may be sent again. */
  readonly key?: string | undefined;
};

export type GiveDeps = ClaimDeps & {
  readonly sealing: Sealing;
  /** What was done to a customer, for the audit trail. */
  sealPart(customerId: CustomerId, told: PersonalChange): Promise<SealedPart>;
};

/** None of the keys that the customer may send: no header holds a control character. */
const keyOfGift = (key: string): string => `\x01staff ${key}`;

/** Gives a customer a coupon, with the act of who gave it in the same transaction. */
export async function giveCoupon(
  deps: GiveDeps,
  by: StaffSession,
  campaign: CouponRecord,
  { customerId, reason, key }: Giving & { readonly customerId: CustomerId },
): Promise<Result<Claimed, ClaimRefusal | { readonly code: 'not_found' }>> {
  if (!(await findPhoneHashes(deps.database, [customerId])).has(customerId))
    return refuse({ code: 'not_found' });
  const people = campaign.definition.audience === 'new' ? await namePeople(deps, customerId, {}) : [];
  const part =
    reason === undefined ? undefined : await deps.sealPart(customerId, { before: null, after: null, reason });
  const claim = { customerId, campaign, way: 'given', people, key: key && keyOfGift(key) } as const;
  const [outcome] = await claimBatch(deps, [claim], (tx, coupons) =>
    record(
      tx,
      coupons.map(({ couponId, claimedAt }) =>
        actBy(by, claimedAt, {
          what: 'coupon:give',
          subject: { kind: 'campaign', id: campaign.campaignId },
          after: { customerId, couponId },
          ...(part && { part }),
        }),
      ),
    ),
  );
  return outcome!.ok ? ok(outcome!.value) : outcome!;
}
