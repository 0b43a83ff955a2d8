import { Secret, TOTP } from 'otpauth';

const PERIOD_S = 30;
const ISSUER = 'KS';
/** RFC 6238 as every authenticator app does it: six digits, 30 s, SHA-1 (an HMAC, which the weakness of SHA-1 does not touch). */
const SHAPE = { issuer: ISSUER, algorithm: 'SHA1', digits: 6, period: PERIOD_S } as const;
/** A clock may be off by so many steps. */
const WINDOW = 1;

/** 160 random bits in base 32, as RFC 4226 asks for. */
export function newTotpSecret(): string {
  return new Secret({ size: 20 }).base32;
}

/** `otpauth://totp/…`, which an authenticator app reads from a QR code. */
export function totpUri(secret: string, account: string): string {
  return new TOTP({ ...SHAPE, label: account, secret: Secret.fromBase32(secret) }).toString();
}

/** The step of 30 s whose code this is, now or one step around it; undefined where it is none. */
export function stepOfCode(secret: string, code: string, now: Date): number | undefined {
  const typed = code.replaceAll(/\s/g, '');
  if (!/^\d{6}$/.test(typed)) return undefined;
  const totp = new TOTP({ ...SHAPE, secret: Secret.fromBase32(secret) });
  const delta = totp.validate({ token: typed, timestamp: now.getTime(), window: WINDOW });
  return delta === null ? undefined : Math.floor(now.getTime() / 1000 / PERIOD_S) + delta;
}
