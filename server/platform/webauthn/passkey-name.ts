import { cleanLine } from '../../kernel/clean-text.ts';

const LONGEST = 40;
/** Units that may be typed or pasted for one character that is kept. */
const LONGEST_TYPED = 8;

/** A name as it is kept: a clean line. Undefined where nothing is left, or too much. */
export function readPasskeyName(typed: string): string | undefined {
  if (typed.length > LONGEST * LONGEST_TYPED) return undefined;
  const name = cleanLine(typed);
  return name === '' || [...name].length > LONGEST ? undefined : name;
}
