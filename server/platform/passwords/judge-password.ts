import type { ZxcvbnFactory } from '@zxcvbn-ts/core';
import type { Mobile } from '../../kernel/phone.ts';
import {
  lengthOf,
  LONGEST,
  normalise,
  SHORTEST,
  type Judgement,
  type Strength,
  type Unfit,
} from './password.ts';

/**
 * About a million guesses and more: some thousand times what the slow-down lets anybody try at an account in a year. Eight
 * random characters are as strong as that, and are what many a password manager makes.
 */
const WEAKEST: Strength = 2;
/**
 * So many characters at most are judged at once, whatever was typed, since judging takes the longer the more there is: those
 * at the beginning, and where they are weak those at the end. Who guesses all has to guess either part, so the stronger of the
 * two is no more than there is.
 */
const JUDGED = 24;
/**
 * Of the words that digits and signs may stand for (`p4$$w0rd`). Each is looked up by itself, so a hundred of them, as usual,
 * let digits take ten times as long as letters; the likely ones come first.
 */
const READINGS = 10;
/** Whoever has so many digits of the phone in a row has put the phone in. */
const PHONE_TAIL = 8;

let judge: Promise<ZxcvbnFactory> | undefined;

/** Half a megabyte of common passwords and words, which only a process needs where somebody sets one. */
async function loadJudge(): Promise<ZxcvbnFactory> {
  const [core, { dictionary, adjacencyGraphs }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ]);
  return new core.ZxcvbnFactory({
    dictionary,
    graphs: adjacencyGraphs,
    l33tMaxSubstitutions: READINGS,
  });
}

/**
 * How hard it is to guess, and every reason why it cannot be taken: none where it is fit. `phone`: of whose it is, where they
 * have one.
 */
export async function judgePassword(password: string, phone: Mobile | undefined): Promise<Judgement> {
  judge ??= loadJudge();
  const text = normalise(password);
  const length = lengthOf(text);
  const judging = await judge;
  const check = (part: string) => judging.check(part, phone === undefined ? [] : [phone]);
  const { score: beginning, sequence } = check(text.slice(0, JUDGED));
  const isHalfJudged = beginning < WEAKEST && text.length > JUDGED && length <= LONGEST;
  const score = isHalfJudged ? Math.max(beginning, check(text.slice(-JUDGED)).score) : beginning;
  const [first, second] = sequence;
  const isListed =
    second === undefined && first?.pattern === 'dictionary' && first['dictionaryName'] === 'passwords-common';
  const reasons: Unfit[] = [];
  if (length < SHORTEST) reasons.push('too_short');
  if (length > LONGEST) reasons.push('too_long');
  if (phone !== undefined && holdsPhone(text, phone)) reasons.push('holds_phone');
  if (isListed) reasons.push('too_common');
  // The others say it better where they apply.
  if (score < WEAKEST && reasons.length === 0) reasons.push('too_guessable');
  return { strength: score as Strength, reasons };
}

function holdsPhone(text: string, phone: Mobile): boolean {
  const digits = text.normalize('NFKC').replace(/\D/g, '');
  const backwards = [...digits].reverse().join('');
  const tail = phone.slice(-PHONE_TAIL);
  return digits.includes(tail) || backwards.includes(tail);
}
