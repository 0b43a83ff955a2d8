import type { CustomerId } from '../../kernel/ids.ts';

export type Customer = {
  readonly id: CustomerId;
  readonly displayName: string;
  /** As `138****8000`. */
  readonly phoneMasked: string;
  readonly isNew: boolean;
};
