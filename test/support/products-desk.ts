import { signInAs, type StaffCaller } from './back-office.ts';
import type { AnyAnswer } from './shopper.ts';

type Body = AnyAnswer['body'];

/** Somebody who may change goods, and how they do it. */
export type ProductsDesk = {
  readonly manager: StaffCaller;
  /** Asks for a draft in two colours, 墨绿 and 米白, for 88.00 and 99.00. */
  ask(name: string, over?: object): Promise<AnyAnswer>;
  /** The same; answers the product. */
  create(name: string, over?: object): Promise<Body>;
  change(id: string, body: object): Promise<AnyAnswer>;
  publish(id: string, body?: object): Promise<AnyAnswer>;
};

export async function openProductsDesk(shopUrl: string): Promise<ProductsDesk> {
  const manager = await signInAs(shopUrl, 'manager');
  const category: string = (await manager.call('GET', '/staff/categories')).body.items[0].id;
  const draft = (name: string, over: object) => ({
    ...{ name, categoryIds: [category], options: [{ name: '颜色', values: ['墨绿', '米白'] }] },
    skus: [
      { values: ['墨绿'], price: 8_800 },
      { values: ['米白'], price: 9_900 },
    ],
    ...over,
  });
  const ask = (name: string, over: object = {}) =>
    manager.call('POST', '/staff/products', { body: draft(name, over) });
  return {
    ...{ manager, ask },
    create: async (name, over) => (await ask(name, over)).body,
    change: (id, body) => manager.call('PATCH', `/staff/products/${id}`, { body }),
    publish: (id, body = {}) => manager.call('POST', `/staff/products/${id}/publication`, { body }),
  };
}
