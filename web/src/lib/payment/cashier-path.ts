/** Where an order is paid, with the way to pay that was chosen and in how many periods; 1: at once. */
export function cashierPath(orderNo: string, gateway: string, periods: number): string {
  const instalments = periods > 1 ? `&periods=${periods}` : '';
  return `/cashier/${orderNo}?method=${encodeURIComponent(gateway)}${instalments}`;
}
