import type { Brand } from '../../kernel/brand.ts';
import type { Actor } from '../../kernel/actor.ts';
import type { CustomerId } from '../../kernel/ids.ts';
import type { Json } from './canonical-json.ts';

/** Why somebody did something that is about no customer, in their own words, sealed by the key of the shop. */
export type SealedReason = Brand<Buffer, 'SealedReason'>;

/** What an act was done to, by the number or name that its kind goes by. */
export type Subject = { readonly kind: string; readonly id: string };

/** What an act changed of a customer's values: where it lies sealed, and the hash of what was sealed. */
export type PartOfAct = { readonly customerId: CustomerId; readonly partId: string; readonly hash: Buffer };

/** The same with what is to be written there: made by `sealPart`. */
export type SealedPart = PartOfAct & { readonly sealed: Buffer };

/**
 * Something that somebody of the shop has done, or the program for them. Nothing personal of a customer stands in it in clear:
 * ids, amounts, states, and words about the shop. What is personal goes into `part`.
 */
export type NewAct = {
  readonly actor: Actor;
  /** As `member:invite`: what was done to what. */
  readonly what: string;
  readonly subject: Subject;
  /** What was there before; null where nothing was, or nothing changed. */
  readonly before: Json;
  readonly after: Json;
  /**
   * Why, in the words of whoever did it, who may have named somebody: sealed. What is about a customer has it in `part`. In clear
   * only what is typed behind a command, whose usage asks for nothing personal.
   */
  readonly reason: SealedReason | { readonly typedBehindCommand: string } | null;
  /** Network and device in words, no finer than a city and a kind of browser. Null where nobody sat there. */
  readonly from: string | null;
  readonly at: Date;
  /** Of the customer whose values were changed; left out where none were. */
  readonly part?: SealedPart;
};

/** Who does something, from where and why: what a use case is told for its act. */
export type Doing = Pick<NewAct, 'actor' | 'from' | 'reason'>;

export type Act = Omit<NewAct, 'part' | 'reason'> & {
  readonly reason: string | null;
  readonly part: PartOfAct | null;
  /** Its place in the chain, from 1. */
  readonly seq: number;
};
