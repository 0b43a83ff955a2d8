/** An address as a list or a card shows it. The whole phone number stays on the server. */
export type AddressView = {
  readonly id: string;
  readonly recipient: string;
  readonly phoneMasked: string;
  /** Province to street, in one line. */
  readonly text: string;
  readonly isDefault: boolean;
};

/** What is typed into the address form. Regions are six-digit codes; empty while nothing is chosen. */
export type AddressValues = {
  readonly recipient: string;
  readonly phone: string;
  readonly province: string;
  readonly city: string;
  readonly regionCode: string;
  readonly street: string;
  readonly isDefault: boolean;
};

export type AddressErrors = Readonly<
  Partial<Record<'recipient' | 'phone' | 'regionCode' | 'street', string | undefined>>
>;

export type RegionOption = { readonly code: string; readonly name: string };

/** What the three selects offer: the cities of the chosen province, the districts of the chosen city. */
export type RegionLevels = {
  readonly provinces: readonly RegionOption[];
  readonly cities: readonly RegionOption[];
  readonly districts: readonly RegionOption[];
  /** The day up to which changes of the divisions are in them, `2026-10-06`. */
  readonly asOf: string;
};
