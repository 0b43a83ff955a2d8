/** Where a gateway calls the shop. No query: some services take none, and some sign what they find there. */
export function notifyUrlAt(baseUrl: string, gateway: string): string {
  return `${baseUrl}/api/v1/webhooks/payments/${gateway}`;
}
