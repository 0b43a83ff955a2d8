import { waitFor } from './wait-for.ts';

/** A stream of an order's news, read as it comes. */
export type Heard = { readonly response: Response; text(): string; isEnded(): boolean };

export async function follow(
  url: string,
  token: string,
  orderNo: string,
  signal?: AbortSignal,
): Promise<Heard> {
  const response = await fetch(`${url}/api/v1/orders/${orderNo}/events`, {
    headers: { authorization: `Bearer ${token}` },
    ...(signal && { signal }),
  });
  let text = '';
  let isEnded = false;
  if (response.status === 200)
    void (async () => {
      try {
        for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) text += chunk;
      } catch {
        // Ended by who reads it.
      }
      isEnded = true;
    })();
  return { response, text: () => text, isEnded: () => isEnded };
}

/** The same once it has told the state that an order begins with. */
export async function opened(url: string, token: string, orderNo: string): Promise<Heard> {
  const heard = await follow(url, token, orderNo);
  await waitFor('the present state', () => heard.text().includes('"awaiting_payment"'));
  return heard;
}
