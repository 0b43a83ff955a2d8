/** A coupon as its ticket shows it; in words already, so that a page needs none of its own. */
export type TicketFace = {
  /** What it is worth, and from when on. */
  readonly worth: string;
  readonly from: string;
  readonly name: string;
  /** For which goods, and for whom. */
  readonly scope: string;
  /** When it can be used. */
  readonly until: string;
};

/** One that can be claimed, was claimed, or is gone. */
export type ClaimTicket = TicketFace & {
  readonly campaignId: string;
  readonly state: 'open' | 'claimed' | 'gone';
  /** How it stands, where it cannot be claimed; else how many are left, where there are few. */
  readonly says: string;
  readonly does: string;
  /** In as few words as fit beside others. */
  readonly chip: string;
  /** Within the day: until when it can be claimed. */
  readonly endsAt: Date | undefined;
};

/** One of the customer's own. */
export type OwnTicket = TicketFace & {
  readonly id: string;
  readonly state: 'usable' | 'waiting' | 'held' | 'used' | 'expired' | 'taken_back';
  readonly says: string;
  /** Where it can be used, or was. */
  readonly href: string | undefined;
  readonly does: string;
  readonly endsAt: Date | undefined;
};

/** What became of a claim. */
export type ClaimOutcome =
  | { readonly ok: true; readonly title: string }
  | { readonly ok: false; readonly title: string; readonly text: string };
