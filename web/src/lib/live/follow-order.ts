/** How long to wait before asking again where the stream cannot be opened. */
const ASK_AGAIN_MS = 5_000;

/**
 * Calls `onchange` when the order or one of its payments changes, by server-sent events; where those cannot be had, it
 * asks every few seconds instead. Answers how to stop.
 */
export function followOrder(orderNo: string, state: string, onchange: () => void): () => void {
  let timer: ReturnType<typeof setInterval> | undefined;
  const source = new EventSource(`/api/v1/orders/${encodeURIComponent(orderNo)}/events`);
  let isOpening = true;
  source.addEventListener('state', (event) => {
    // The stream opens by saying the state as it is: that is news only where the page is older, or where money may have
    // gone back meanwhile. Whatever comes later has happened, also where the state stays.
    const told = (JSON.parse(event.data) as { state: string }).state;
    if (!isOpening || told !== state || told === 'cancelled') onchange();
    isOpening = false;
  });
  source.addEventListener('payment', onchange);
  source.addEventListener('error', () => {
    if (source.readyState === EventSource.CLOSED) timer ??= setInterval(onchange, ASK_AGAIN_MS);
  });
  // A phone that was asleep has missed events.
  const onreturn = (): void => {
    if (document.visibilityState === 'visible') onchange();
  };
  document.addEventListener('visibilitychange', onreturn);
  return () => {
    source.close();
    clearInterval(timer);
    document.removeEventListener('visibilitychange', onreturn);
  };
}
