import type { CustomerId } from '../../kernel/ids.ts';

export type Customer = {
  readonly id: CustomerId;
  readonly displayName: string;
  /** As `138****8000`. */
  readonly phoneMasked: string;
  readonly isNew: boolean;
};

/** Who is told of what happened to an account, and where. */
export type Receiver = {
  readonly customerId: CustomerId;
  /** Personal, never to be logged. */
  readonly phone: string;
};
