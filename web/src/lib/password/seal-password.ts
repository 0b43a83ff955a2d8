/** What `GET /api/v1/auth/password-key` answers: the shop's key and its own time, since a device's clock may be wrong. */
type PasswordKey = { readonly keyId: string; readonly jwk: JsonWebKey; readonly issuedAt: number };

const TAG_BYTES = 16;

/**
 * Puts a password that only the shop can open in the place of the typed one, before a form is sent: where TLS ends at
 * somebody else's machine, that machine reads no password. Where the browser or the shop cannot, the form goes as it goes
 * without script.
 */
export async function sealPasswordIn(form: FormData): Promise<void> {
  const password = form.get('password');
  if (typeof password !== 'string' || password === '' || globalThis.crypto?.subtle === undefined) return;
  const key = await fetchKey();
  if (key === undefined) return;
  form.set('sealedPassword', await sealFor(key, password));
  form.delete('password');
}

async function fetchKey(): Promise<PasswordKey | undefined> {
  try {
    const answer = await fetch('/api/v1/auth/password-key', { cache: 'no-store' });
    return answer.ok ? ((await answer.json()) as PasswordKey) : undefined;
  } catch {
    // No answer came. The form itself is sent next, and tells so.
    return undefined;
  }
}

/** A JWE in compact form, by RSA-OAEP-256 and A256GCM. By hand: the library of the server is larger than all that a page has left. */
export async function sealFor({ keyId, jwk, issuedAt }: PasswordKey, password: string): Promise<string> {
  const { subtle } = crypto;
  const header = { alg: 'RSA-OAEP-256', enc: 'A256GCM', kid: keyId, iat: issuedAt };
  const written = base64url(utf8(JSON.stringify(header)));
  const [contentKey, iv] = [
    crypto.getRandomValues(new Uint8Array(32)),
    crypto.getRandomValues(new Uint8Array(12)),
  ];
  const oaep = { name: 'RSA-OAEP', hash: 'SHA-256' };
  const [rsa, aes] = await Promise.all([
    subtle.importKey('jwk', jwk, oaep, false, ['encrypt']),
    subtle.importKey('raw', contentKey, 'AES-GCM', false, ['encrypt']),
  ]);
  const [wrapped, sealed] = await Promise.all([
    subtle.encrypt(oaep, rsa, contentKey),
    subtle.encrypt({ name: 'AES-GCM', iv, additionalData: utf8(written) }, aes, utf8(password)),
  ]);
  const body = new Uint8Array(sealed);
  const parts = [new Uint8Array(wrapped), iv, body.slice(0, -TAG_BYTES), body.slice(-TAG_BYTES)];
  return [written, ...parts.map(base64url)].join('.');
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');
}
