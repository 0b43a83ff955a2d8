import { connect } from 'node:net';

export type RawAnswer = {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
};

/**
 * Sends bytes as they are, which no client library would, and answers what came back until the server closed the line.
 * Rejects where it does not within `withinMs`, and where it closed without a word.
 */
export function sendRaw(url: string, bytes: string | Uint8Array, withinMs = 10_000): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    const parts: Buffer[] = [];
    const timer = setTimeout(() => socket.destroy(new Error(`no end within ${withinMs} ms`)), withinMs);
    socket.on('data', (part: Buffer) => parts.push(part));
    let fault: Error | undefined;
    socket.on('error', (error) => (fault = error));
    socket.on('close', () => {
      clearTimeout(timer);
      const text = Buffer.concat(parts).toString();
      if (text === '') reject(fault ?? new Error('the line was closed without an answer'));
      else resolve(readAnswer(text));
    });
    socket.write(bytes);
  });
}

/** The last answer of the text: one to `Expect: 100-continue` may stand before it. */
function readAnswer(text: string): RawAnswer {
  const final = /^HTTP\/1\.1 1\d\d [^]*?\r\n\r\n([^]*)$/.exec(text)?.[1] ?? text;
  const [head = '', ...rest] = final.split('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
    }),
  );
  return { status: Number(first.split(' ')[1]), headers, body: rest.join('\r\n\r\n') };
}

/** A request on a line of its own. Header lines are written as they are. */
export function rawRequest(
  url: string,
  path: string,
  { method = 'GET', headers = [], body = '' }: { method?: string; headers?: string[]; body?: string } = {},
): Buffer {
  const length = body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  const lines = [`${method} ${path} HTTP/1.1`, `Host: ${new URL(url).host}`, 'Connection: close'];
  return Buffer.from([...lines, ...headers, ...length, '', body].join('\r\n'), 'latin1');
}
