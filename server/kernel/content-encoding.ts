/** How an answer can be packed; `identity` is as it is. */
export type Encoding = 'br' | 'gzip' | 'identity';

/** The best of ours that an `Accept-Encoding` header takes; a weight of 0 says that it does not (RFC 9110, 12.5.3). */
export function chooseEncoding(acceptEncoding: string | undefined): Encoding {
  const taken = new Set<string>();
  for (const coding of (acceptEncoding ?? '').slice(0, 500).toLowerCase().split(',')) {
    const [name = '', ...parameters] = coding.split(';').map((part) => part.trim());
    if (!parameters.some((parameter) => /^q=0(?:\.0*)?$/.test(parameter))) taken.add(name);
  }
  return taken.has('br') ? 'br' : taken.has('gzip') ? 'gzip' : 'identity';
}
