import type { DeviceMark } from '../../kernel/device-mark.ts';

/** Who tries something: limits count by both. */
export type Attempter = {
  readonly clientAddress: string;
  /** Of the browser; left out where there is none, which leaves the limits of the address. */
  readonly deviceMark?: DeviceMark;
  /** Whether the mark goes out with this answer: who does not keep it is known by its network alone. */
  readonly isMarkNew?: boolean;
};
