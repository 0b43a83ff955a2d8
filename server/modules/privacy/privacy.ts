import type { Readable } from 'node:stream';
import type { OrderNo } from '../../kernel/ids.ts';

/** `fetched`: read to its end at least once; it lies there until it expires all the same. */
export type ExportState = 'requested' | 'ready' | 'fetched' | 'expired';
export type PersonalDataExport = {
  readonly id: string;
  readonly state: ExportState;
  readonly requestedAt: Date;
  readonly readyAt: Date | null;
  /** Until when it can be fetched. */
  readonly expiresAt: Date;
};
export type ExportLink = { readonly url: string; readonly expiresAt: Date };
/** An export that can be read, as often as is asked for. */
export type ExportDownload = { read(): Promise<Readable> };
export type StepUpRequired = { readonly code: 'step_up_required' };
export type ExportRefusal =
  StepUpRequired | { readonly code: 'too_many_exports'; readonly retryAfterSeconds: number };
export type ExportLinkRefusal = StepUpRequired | { readonly code: 'export_gone' };

export type Deletion = { readonly requestedAt: Date; readonly eraseAt: Date };
export type DeletionRefusal =
  | StepUpRequired
  | {
      readonly code: 'deletion_blocked';
      /** Orders that have not ended, and orders whose refund has not. */
      readonly orderNos: readonly OrderNo[];
      readonly refundOrderNos: readonly OrderNo[];
    };
export type Blockers = { readonly orderNos: readonly OrderNo[]; readonly refundOrderNos: readonly OrderNo[] };

/** Somebody of the staff saw a customer's personal data in full. */
export type StaffRead = {
  readonly at: Date;
  readonly staffName: string;
  readonly staffRole: string;
  readonly what: string;
  readonly why: string;
};

export type PolicyKind = 'terms' | 'privacy';
export type Policy = {
  readonly title: string;
  readonly html: string;
  /** All of it as it was written, title and lead included. */
  readonly markdown: string;
  readonly version: string;
  /** The first paragraph, as plain text. */
  readonly lead: string;
  /** All versions, the newest first. */
  readonly versions: readonly string[];
};
