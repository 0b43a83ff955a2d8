const LONGEST = 40;

/** A name as it is kept: on one line, without spaces around it. Undefined where nothing is left, or too much. */
export function readPasskeyName(typed: string): string | undefined {
  const name = typed.normalize('NFC').replace(/\s+/g, ' ').trim();
  const hasControls = /\p{Cc}|\p{Cf}|\p{Cs}|\p{Co}/u.test(name.replaceAll('\u200d', ''));
  return name === '' || [...name].length > LONGEST || hasControls ? undefined : name;
}
