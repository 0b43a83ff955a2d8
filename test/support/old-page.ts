import { waitFor } from './wait-for.ts';

type Answer = { id?: number; method?: string; params?: Params; result?: Params; error?: { message: string } };
type Params = Record<string, unknown>;

/** A page of an old browser. Playwright's own script in pages is too new for it, so this speaks to its developer tools. */
export type OldPage = {
  open(url: string): Promise<void>;
  /** What an expression is worth in the page. */
  value<T>(expression: string): Promise<T>;
  /** Waits until it is worth something. */
  until(what: string, expression: string): Promise<void>;
  /** What the page's script failed at, or complained of, so far. */
  faults(): readonly string[];
  close(): void;
};

async function connect(tools: string): Promise<WebSocket> {
  const address = await waitFor('the browser to show a page', async () => {
    const pages = (await (await fetch(`${tools}/json/list`)).json()) as {
      type: string;
      webSocketDebuggerUrl: string;
    }[];
    return pages.find(({ type }) => type === 'page')?.webSocketDebuggerUrl;
  });
  const socket = new WebSocket(address);
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', reject);
  });
  return socket;
}

function faultIn({ method, params }: Answer): string | undefined {
  if (method === 'Runtime.exceptionThrown') return JSON.stringify(params).slice(0, 800);
  if (method === 'Runtime.consoleAPICalled' && params?.['type'] === 'error')
    return JSON.stringify(params).slice(0, 800);
  return undefined;
}

export async function openOldPage(tools: string): Promise<OldPage> {
  const socket = await connect(tools);
  const waiting = new Map<number, (answer: Answer) => void>();
  const faults: string[] = [];
  let count = 0;
  socket.addEventListener('message', ({ data }) => {
    const answer = JSON.parse(String(data)) as Answer;
    const fault = faultIn(answer);
    if (fault !== undefined) faults.push(fault);
    if (answer.id !== undefined) waiting.get(answer.id)?.(answer);
  });
  socket.addEventListener('close', () => {
    const answer = { error: { message: 'the browser is gone' } };
    waiting.forEach((tell) => tell(answer));
  });
  const send = async (method: string, params: Params = {}): Promise<Params> => {
    const id = ++count;
    const { result, error } = await new Promise<Answer>((resolve) => {
      if (socket.readyState !== WebSocket.OPEN) return resolve({ error: { message: 'the browser is gone' } });
      waiting.set(id, resolve);
      socket.send(JSON.stringify({ id, method, params }));
    });
    waiting.delete(id);
    if (error) throw new Error(`${method}: ${error.message}`);
    return result ?? {};
  };
  const value = async <T>(expression: string): Promise<T> => {
    const { result, exceptionDetails } = await send('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails) throw new Error(`${expression}: ${JSON.stringify(exceptionDetails).slice(0, 800)}`);
    return (result as { value: T }).value;
  };
  const until = async (what: string, expression: string): Promise<void> => {
    // While a page goes and the next one comes, there is nothing to ask.
    await waitFor(what, () => value<boolean>(`Boolean(${expression})`).catch(() => false), 30_000);
  };
  await send('Runtime.enable');
  await send('Page.enable');
  await send('Network.enable');
  await send('Network.setExtraHTTPHeaders', { headers: { 'Accept-Language': 'zh-CN' } });
  await send('Emulation.setDeviceMetricsOverride', {
    width: 390,
    height: 844,
    deviceScaleFactor: 1,
    mobile: true,
  });
  return {
    async open(url) {
      await send('Page.navigate', { url });
      await until(
        `${url} to open`,
        `document.readyState === 'complete' && location.href === ${JSON.stringify(url)}`,
      );
    },
    value,
    until,
    faults: () => faults,
    close: () => socket.close(),
  };
}
