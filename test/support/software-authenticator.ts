import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server';
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

/** What a device or a page that means ill, or is broken, would do otherwise. */
export type Tampering = {
  /** The page that asked; the shop's own where left out. */
  readonly origin?: string;
  readonly rpId?: string;
  readonly challenge?: string;
  /** False: the person only touched the device, and showed neither finger nor face. */
  readonly isVerified?: boolean;
  readonly isPresent?: boolean;
  readonly counter?: number;
  /** Whom the device names, in base64url; null leaves it out. */
  readonly userHandle?: string | null;
  readonly type?: string;
  /** What the browser says of a frame that the page stands in. */
  readonly crossOrigin?: boolean;
  readonly topOrigin?: string;
  /** Signs with another key. */
  readonly key?: KeyObject;
};

export type SoftwareAuthenticator = {
  readonly credentialId: string;
  /** Makes its passkey, as `navigator.credentials.create` would. */
  register(options: PublicKeyCredentialCreationOptionsJSON, tampering?: Tampering): RegistrationResponseJSON;
  /** Signs with it, as `navigator.credentials.get` would, and counts. */
  sign(options: PublicKeyCredentialRequestOptionsJSON, tampering?: Tampering): AuthenticationResponseJSON;
};

const FLAGS = { present: 0x01, verified: 0x04, attested: 0x40 };

const sha256 = (data: Buffer | string): Buffer => createHash('sha256').update(data).digest();

/** The head of a CBOR item (RFC 8949, 3): a major type and a number below 65,536. */
function cborHead(major: number, n: number): Buffer {
  if (n < 24) return Buffer.of((major << 5) | n);
  return n < 256 ? Buffer.of((major << 5) | 24, n) : Buffer.of((major << 5) | 25, n >> 8, n & 255);
}

type Cbor = number | string | Buffer | Map<number | string, Cbor>;

function cbor(value: Cbor): Buffer {
  if (typeof value === 'number') return value >= 0 ? cborHead(0, value) : cborHead(1, -1 - value);
  if (typeof value === 'string')
    return Buffer.concat([cborHead(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([cborHead(2, value.length), value]);
  return Buffer.concat([
    cborHead(5, value.size),
    ...[...value].flatMap(([key, of]) => [cbor(key), cbor(of)]),
  ]);
}

/** A public key of P-256 for ES256 in COSE's form (RFC 9053, 7.1.1). */
function coseKey(publicKey: KeyObject): Buffer {
  const { x, y } = publicKey.export({ format: 'jwk' });
  const entries: [number, Cbor][] = [
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, Buffer.from(x!, 'base64url')],
    [-3, Buffer.from(y!, 'base64url')],
  ];
  return cbor(new Map(entries));
}

/** A device with one passkey, made of nothing but `node:crypto`. */
export function makeAuthenticator(origin = 'http://localhost:3000'): SoftwareAuthenticator {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const credential = randomBytes(32);
  const credentialId = credential.toString('base64url');
  let userHandle: string | undefined;
  let counter = 0;

  function clientData(type: string, challenge: string, tampering: Tampering): Buffer {
    const said = {
      type: tampering.type ?? type,
      challenge: tampering.challenge ?? challenge,
      origin: tampering.origin ?? origin,
      crossOrigin: tampering.crossOrigin ?? false,
      ...(tampering.topOrigin !== undefined && { topOrigin: tampering.topOrigin }),
    };
    return Buffer.from(JSON.stringify(said));
  }
  function authData(rpId: string, count: number, tampering: Tampering, attested = Buffer.of()): Buffer {
    const flags =
      (tampering.isPresent === false ? 0 : FLAGS.present) |
      (tampering.isVerified === false ? 0 : FLAGS.verified) |
      (attested.length > 0 ? FLAGS.attested : 0);
    const counted = Buffer.alloc(4);
    counted.writeUInt32BE(count);
    return Buffer.concat([sha256(tampering.rpId ?? rpId), Buffer.of(flags), counted, attested]);
  }
  const answer = {
    id: credentialId,
    rawId: credentialId,
    type: 'public-key',
    clientExtensionResults: {},
  } as const;

  return {
    credentialId,
    register(options, tampering = {}) {
      userHandle = options.user.id;
      counter = tampering.counter ?? 1;
      const length = Buffer.of(0, credential.length);
      const attested = Buffer.concat([Buffer.alloc(16), length, credential, coseKey(publicKey)]);
      const data = authData(options.rp.id!, counter, tampering, attested);
      const attestation = new Map<string, Cbor>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', data],
      ]);
      const clientDataJSON = clientData('webauthn.create', options.challenge, tampering).toString(
        'base64url',
      );
      const attestationObject = cbor(attestation).toString('base64url');
      return { ...answer, response: { clientDataJSON, attestationObject, transports: ['internal'] } };
    },
    sign(options, tampering = {}) {
      counter = tampering.counter ?? counter + 1;
      const data = authData(options.rpId!, counter, tampering);
      const said = clientData('webauthn.get', options.challenge, tampering);
      const signature = sign('sha256', Buffer.concat([data, sha256(said)]), tampering.key ?? privateKey);
      const named = tampering.userHandle === undefined ? userHandle : (tampering.userHandle ?? undefined);
      return {
        ...answer,
        response: {
          clientDataJSON: said.toString('base64url'),
          authenticatorData: data.toString('base64url'),
          signature: signature.toString('base64url'),
          ...(named === undefined ? {} : { userHandle: named }),
        },
      };
    },
  };
}
