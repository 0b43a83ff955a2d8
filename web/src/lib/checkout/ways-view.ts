/** The ways in which an order can get to its customer; built on the server. */
export type WaysView = {
  readonly label: string;
  readonly ways: readonly {
    readonly value: 'standard' | 'pick_up';
    readonly name: string;
    /** This page with it chosen. */
    readonly href: string;
    readonly isChosen: boolean;
  }[];
  /** What the button without script says. */
  readonly use: string;
  /** Of one that is fetched, where and when. */
  readonly place: readonly string[];
};
