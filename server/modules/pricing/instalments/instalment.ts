import type { ProductId } from '../../../kernel/ids.ts';
import type { Fen } from '../../../kernel/money.ts';

/** Who pays the gateway's fee. Where it is the shop, the buyer pays back what the order costs and nothing more. */
export type FeeBearer = 'buyer' | 'shop';
export const FEE_BEARERS: readonly FeeBearer[] = ['buyer', 'shop'];

/** What one plan of a gateway comes to for an amount. */
export type InstalmentTerms = {
  readonly periods: number;
  /** Of the whole amount, for all periods together. */
  readonly feeRateBasisPoints: number;
  readonly feeBearer: FeeBearer;
};

export type InstalmentPeriod = {
  /** From 1. */
  readonly period: number;
  readonly principal: Fen;
  readonly fee: Fen;
  readonly amount: Fen;
};

/** What paying an amount by instalments comes to for the buyer. */
export type Instalments = InstalmentTerms & {
  /** Of the buyer; 0 where the shop bears it. */
  readonly feeAmount: Fen;
  /** All that the buyer pays back. */
  readonly totalAmount: Fen;
  /** Twelve times the monthly internal rate, to the next whole basis point: never less than it is. */
  readonly yearlyRateBasisPoints: number;
  readonly perPeriod: readonly InstalmentPeriod[];
};

/** Instalments that a gateway offers. */
export type InstalmentOffer = Instalments & { readonly gateway: string };

/** What a shop has agreed with a gateway, for one number of periods. */
export type InstalmentPlan = InstalmentTerms & {
  readonly id: string;
  readonly gateway: string;
  /** From which total it is offered. */
  readonly leastAmount: Fen;
  /** An order that holds any of these is not paid by it. */
  readonly excludedProductIds: readonly ProductId[];
  /** The same of their goods, and of those in categories below them. */
  readonly excludedCategoryIds: readonly string[];
  readonly isOn: boolean;
  /** Counts the changes, so that nobody overwrites one that they have not seen. */
  readonly version: number;
};

/** What of goods decides whether they can be paid by instalments. */
export type InstalmentGoods = {
  readonly productId: ProductId;
  /** Its categories and all those above them. */
  readonly categoryIds: readonly string[];
};

/** What the choice was when a payment was begun; it stays with the payment, whatever becomes of the plan. */
export type ChosenInstalments = Omit<Instalments, 'perPeriod'>;
