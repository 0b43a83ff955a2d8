const MOST_KEPT = 20;
let unread = new Map<object, string>();

/** Hands over a refused answer and remembers it until somebody reads that it is one. */
export function watchRefusal<Answer extends { status: number; body: unknown }>(
  what: string,
  answer: Answer,
): Answer {
  const id = {};
  if (unread.size >= MOST_KEPT) return answer;
  unread.set(id, `${what} was answered ${answer.status}: ${JSON.stringify(answer.body).slice(0, 300)}`);
  const read = <T>(value: T): T => {
    unread.delete(id);
    return value;
  };
  const { status, body } = answer;
  const watched = { ...answer };
  Object.defineProperty(watched, 'status', { enumerable: true, get: () => read(status) });
  Object.defineProperty(watched, 'body', { enumerable: true, get: () => watchBody(body, read) });
  return watched;
}

/** Whoever only asks a refusal for what an accepted answer holds has not read it. */
function watchBody(body: unknown, read: <T>(value: T) => T): unknown {
  if (typeof body !== 'object' || body === null) return read(body);
  return new Proxy(body, {
    get: (target, key) =>
      key in target ? read(Reflect.get(target, key) as unknown) : (Reflect.get(target, key) as unknown),
    ownKeys: (target) => read(Reflect.ownKeys(target)),
  });
}

/** What was refused since this was asked last and nobody has read, in words. */
export function takeUnreadRefusals(): string[] {
  const missed = [...unread.values()];
  unread = new Map();
  return missed;
}
