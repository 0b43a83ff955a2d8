import { randomInt } from 'node:crypto';
import type { Clock } from '../../kernel/clock.ts';
import type { Language } from '../../kernel/language.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import type { Database } from '../../platform/database.ts';
import type { Sealing } from '../../platform/sealing/index.ts';
import { findSending, replaceCode, withdrawCode } from './codes.sql.ts';
import type { Attempter, CodePurpose, CodeSent, RequestCode, RequestCodeRefusal } from './identity.ts';
import type { AttemptLimits } from './limit-attempts.ts';
import { parseMobile, type Mobile } from './phone.ts';

export type RequestCodeDeps = {
  readonly database: Database;
  readonly sealing: Sealing;
  readonly clock: Clock;
  readonly limits: AttemptLimits;
  sendCode(phone: string, code: string, language: Language, purpose: CodePurpose): Promise<void>;
};

const RESEND_SECONDS = 60;
const EXPIRES_SECONDS = 300;
const TRIES = 5;
const PER_DAY = 10;
const DAY_SECONDS = 86_400;
/** Codes an hour. */
const LIMITS = { perAddress: 100, perDevice: 20 };

/**
 * What stands in the database of a code: useless without the look-up key, and good for this purpose and phone only. The
 * code may be as typed: in full-width digits, with spaces.
 */
export function hashCode(sealing: Sealing, purpose: CodePurpose, phone: Mobile, code: string): Buffer {
  const digits = code.slice(0, 40).normalize('NFKC').replace(/\s/g, '');
  return sealing.lookUpHash(`${purpose}-code`, `${phone} ${digits}`);
}

/**
 * Sends a six-digit code that is good for five minutes and five tries; an earlier one is worth nothing from then on. Who
 * is a customer is not looked at, so neither answer nor time tells. Refuses `phone_invalid`, and `too_many_codes` (one a
 * minute and ten a day for a phone, 100 an hour for a client address, 20 for a device).
 */
export async function requestCode(
  deps: RequestCodeDeps,
  request: RequestCode,
): Promise<Result<CodeSent, RequestCodeRefusal>> {
  const phone = parseMobile(request.phone);
  if (phone === undefined) return refuse({ code: 'phone_invalid' });
  return sendCodeTo(deps, { ...request, phone });
}

/** The same for a phone that is known to be one. */
export async function sendCodeTo(
  deps: RequestCodeDeps,
  request: Attempter & { phone: Mobile; purpose: CodePurpose; language?: Language },
): Promise<Result<CodeSent, Extract<RequestCodeRefusal, { code: 'too_many_codes' }>>> {
  const { phone, purpose } = request;
  const waitSeconds = await deps.limits.takeFrom('code', request, LIMITS);
  if (waitSeconds > 0) return refuse({ code: 'too_many_codes', retryAfterSeconds: waitSeconds });

  const now = deps.clock.now();
  const phoneHash = deps.sealing.lookUpHash('phone', phone);
  const code = randomInt(1_000_000).toString().padStart(6, '0');
  const codeHash = hashCode(deps.sealing, purpose, phone, code);
  const replaced = await replaceCode(deps.database, {
    phoneHash,
    codeHash,
    now,
    expiresAt: later(now, EXPIRES_SECONDS),
    tries: TRIES,
    notSince: later(now, -RESEND_SECONDS),
    dayEndsAt: later(now, DAY_SECONDS),
    perDay: PER_DAY,
  });
  if (!replaced)
    return refuse({ code: 'too_many_codes', retryAfterSeconds: await untilNext(deps, phoneHash, now) });
  try {
    await deps.sendCode(phone, code, request.language ?? 'zh-CN', purpose);
  } catch (error) {
    await withdrawCode(deps.database, { phoneHash, codeHash, now, sentAt: later(now, -RESEND_SECONDS) });
    throw error;
  }
  return ok({ resendAfterSeconds: RESEND_SECONDS, expiresInSeconds: EXPIRES_SECONDS });
}

async function untilNext(deps: RequestCodeDeps, phoneHash: Buffer, now: Date): Promise<number> {
  const sending = await findSending(deps.database, phoneHash);
  if (sending === undefined) return RESEND_SECONDS;
  const dayIsFull = sending.sentInDay >= PER_DAY && sending.dayEndsAt > now;
  const next = dayIsFull ? sending.dayEndsAt : later(sending.sentAt, RESEND_SECONDS);
  return Math.max(1, Math.ceil((next.getTime() - now.getTime()) / 1000));
}

function later(from: Date, seconds: number): Date {
  return new Date(from.getTime() + seconds * 1000);
}
