/** How one SKU gets to where the visitor is, in words; built on the server. */
export type Way = {
  /** Where to, in how many days, or that it does not go there. */
  readonly to: string;
  readonly isServed: boolean;
  /** Of one piece, in fen. */
  readonly flat: number;
  /** From this amount on it costs nothing. */
  readonly freeFrom?: number;
  /** What is said where it costs something. */
  readonly amount: string;
  readonly more?: string;
};

export type DeliveryView = {
  readonly ways: Readonly<Record<string, Way>>;
  /** Where another district is chosen. */
  readonly href: string;
  readonly words: Readonly<Record<'delivery' | 'freight' | 'free' | 'included' | 'change', string>>;
};
