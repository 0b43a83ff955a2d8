import type { Permission } from '../../kernel/permission.ts';
import type { Waiting } from '../cases/index.ts';

/** What waits for somebody: how much of a kind, since when the oldest does, and the page where it is done. */
export type Todo = {
  readonly kind: string;
  readonly count: number;
  /** There are more than were counted. */
  readonly isMore: boolean;
  readonly oldestAt: Date;
  readonly url: string;
};

export type TodoDeps = {
  /** Open cases by their kind. */
  openCases(): Promise<readonly Waiting[]>;
  /** Orders that are paid and have not left. */
  toShip(): Promise<{ readonly count: number; readonly isMore: boolean; readonly oldestAt: Date | null }>;
  /** SKUs that are short by their rule, or sold out. */
  shortages(): Promise<{ readonly low: number; readonly out: number; readonly oldestAt: Date | null }>;
};

/** Of what somebody may see: what waits for longest comes first. */
export async function listTodo(
  { openCases, toShip, shortages }: TodoDeps,
  permissions: ReadonlySet<Permission>,
): Promise<Todo[]> {
  const [cases, shipping, stock] = await Promise.all([
    permissions.has('cases:read') ? openCases() : [],
    permissions.has('orders:read') ? toShip() : undefined,
    permissions.has('stock:read') ? shortages() : undefined,
  ]);
  const all: (Omit<Todo, 'oldestAt'> & { readonly oldestAt: Date | null })[] = [
    ...cases.map((one) => ({ ...one, isMore: false, url: `/admin/cases?kind=${one.kind}` })),
    ...(shipping ? [{ kind: 'to_ship', ...shipping, url: '/admin/orders?state=awaiting_shipment' }] : []),
    ...(stock
      ? [
          {
            ...{ kind: 'low_stock', count: stock.low + stock.out, oldestAt: stock.oldestAt, isMore: false },
            url: `/admin/stock?filter=${stock.low > 0 ? 'low' : 'out'}`,
          },
        ]
      : []),
  ];
  return all
    .flatMap((one) => (one.count > 0 && one.oldestAt !== null ? [{ ...one, oldestAt: one.oldestAt }] : []))
    .toSorted((a, b) => a.oldestAt.getTime() - b.oldestAt.getTime() || (a.kind < b.kind ? -1 : 1));
}
