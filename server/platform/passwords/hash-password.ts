import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

export type HashingCost = {
  /** In KiB. */
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
};

/** What OWASP asks for at least: 19 MiB, two passes, one lane; about 30 ms. */
export const PRESENT_COST: HashingCost = { memory: 19_456, passes: 2, parallelism: 1 };

const SALT_BYTES = 16;
const HASH_BYTES = 32;
const STORED = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/;

const derive = promisify(argon2);

/** Hashes in the form that is common to programs: `$argon2id$v=19$m=…,t=…,p=…$salt$hash`. */
export async function hashSecret(secret: Buffer, cost = PRESENT_COST): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await deriveHash(secret, salt, cost, HASH_BYTES);
  const { memory, passes, parallelism } = cost;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(salt)}$${base64(hash)}`;
}

/** Whether that is the secret, at the cost that it was hashed with. Throws where the stored text is none of ours. */
export async function isSecret(secret: Buffer, stored: string): Promise<boolean> {
  const { cost, salt, hash } = readStored(stored);
  return timingSafeEqual(await deriveHash(secret, salt, cost, hash.length), hash);
}

/** Whether it was hashed at another cost than the present one. */
export function isOutdated(stored: string): boolean {
  const { cost } = readStored(stored);
  return (
    cost.memory !== PRESENT_COST.memory ||
    cost.passes !== PRESENT_COST.passes ||
    cost.parallelism !== PRESENT_COST.parallelism
  );
}

function deriveHash(message: Buffer, nonce: Buffer, cost: HashingCost, tagLength: number): Promise<Buffer> {
  return derive('argon2id', { message, nonce, tagLength, ...cost });
}

function readStored(stored: string): { cost: HashingCost; salt: Buffer; hash: Buffer } {
  const [, memory, passes, parallelism, salt, hash] = STORED.exec(stored) ?? [];
  if (salt === undefined || hash === undefined) throw new Error('a stored password is not one of ours');
  return {
    cost: { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  };
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
