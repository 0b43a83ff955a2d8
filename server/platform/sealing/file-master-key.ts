import {
  constants,
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import { link, mkdir, open, readFile, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { StartRefusal } from '../start-refusal.ts';
import type { MasterKey } from './master-key.ts';

const BITS = 3072;
const OAEP = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' };

export type FileMasterKeyOptions = {
  /** PKCS#8, PEM, not encrypted: RSA of 3072 bits or more. */
  file: string;
  /** Whether a missing file is made. Only right where nothing has been sealed yet: see `hasSealedKeys`. */
  mayCreate: boolean;
  /** Whether the file is refused where others may read it. Off where a deployment's secret store sets the mode. */
  mustBePrivate: boolean;
};

/**
 * The master key in a file. Throws StartRefusal where it is missing and may not be made, readable by others, damaged or
 * too short. Several processes may make it at once: all end up with the same one.
 */
export async function openFileMasterKey(options: FileMasterKeyOptions): Promise<MasterKey> {
  const { file } = options;
  let pem = await readPem(file);
  if (pem === undefined) {
    if (!options.mayCreate) throw missingKey(file);
    await createKeyFile(file);
    pem = await readPem(file);
    if (pem === undefined) throw missingKey(file);
  }
  if (options.mustBePrivate) await refuseReadableByOthers(file);
  const privateKey = parseKey(file, pem);
  const publicKey = createPublicKey(privateKey);
  return {
    fingerprint: createHash('sha256')
      .update(publicKey.export({ type: 'spki', format: 'der' }))
      .digest('hex'),
    origin: file,
    wrap: (plain) => Promise.resolve(publicEncrypt({ key: publicKey, ...OAEP }, plain)),
    // Async, so that a failing decryption rejects as it would with a key service, rather than throws.
    unwrap: async (wrapped) => privateDecrypt({ key: privateKey, ...OAEP }, wrapped),
  };
}

async function readPem(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new StartRefusal(
      `The master key ${file} cannot be read (${(error as Error).message}). Start ks-order as the user who owns it.`,
    );
  }
}

function missingKey(file: string): StartRefusal {
  return new StartRefusal(
    `The master key ${file} is missing, and without it nothing that was sealed for customers can be opened. Put the file back from your backup, or name it in MASTER_KEY_FILE. For a new shop make one: openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:${BITS} -out ${file}`,
  );
}

/** Written under another name first and then linked, so that the file appears whole or not at all, and only once. */
async function createKeyFile(file: string): Promise<void> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: BITS });
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const half = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const handle = await open(half, 'wx', 0o600);
  try {
    await handle.writeFile(privateKey.export({ type: 'pkcs8', format: 'pem' }));
    // Lost with a power cut, this file would take with it all that is sealed.
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    await link(half, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await unlink(half);
  }
  await syncFolder(dirname(file));
}

async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open a folder, and keeps names safe without being asked.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function refuseReadableByOthers(file: string): Promise<void> {
  if (process.platform === 'win32' || ((await stat(file)).mode & 0o077) === 0) return;
  throw new StartRefusal(
    `The master key ${file} can be read by other users of this machine. Run: chmod 600 ${file}`,
  );
}

function parseKey(file: string, pem: string): KeyObject {
  let key: KeyObject | undefined;
  try {
    key = createPrivateKey(pem);
  } catch {
    // What is wrong with it is said below; the parser's own message may quote the key.
  }
  const bits = key?.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key === undefined || key.asymmetricKeyType !== 'rsa' || bits < BITS) {
    throw new StartRefusal(
      `${file} is not a usable master key: expected is an unencrypted RSA private key of ${BITS} bits or more in PEM (PKCS#8). Put the right file back from your backup.`,
    );
  }
  return key;
}
