import { demoModule } from './demo/demo.module.ts';
import { addressesModule } from './modules/addresses/index.ts';
import { auditModule } from './modules/audit/index.ts';
import { backofficeModule } from './modules/backoffice/index.ts';
import { cartModule } from './modules/cart/index.ts';
import { casesModule } from './modules/cases/index.ts';
import { catalogModule } from './modules/catalog/index.ts';
import { customerCareModule } from './modules/customer-care/index.ts';
import { customersModule } from './modules/customers/index.ts';
import { ledgerModule } from './modules/ledger/index.ts';
import { messagingModule } from './modules/messaging/index.ts';
import { orderingModule } from './modules/ordering/index.ts';
import { paymentModule } from './modules/payment/index.ts';
import { pricingModule } from './modules/pricing/index.ts';
import { privacyModule } from './modules/privacy/index.ts';
import { shopSettingsModule } from './modules/shop-settings/index.ts';
import { signInModule } from './modules/sign-in/index.ts';
import { staffModule } from './modules/staff/index.ts';
import { stockModule } from './modules/stock/index.ts';
import { webhooksModule } from './modules/webhooks/index.ts';
import { tasksModule } from './modules/tasks/index.ts';
import type { Ground, Made, ModuleFacts } from './platform/module.ts';

/**
 * All that the program is made of, in the order in which it is made: a module stands after those that it needs while it is
 * made itself, and after those whose tables its own refer to. A new module is one line here, and nothing anywhere else.
 */
export const MODULES = [
  shopSettingsModule,
  demoModule,
  tasksModule,
  customersModule,
  addressesModule,
  messagingModule,
  signInModule,
  stockModule,
  catalogModule,
  pricingModule,
  cartModule,
  ledgerModule,
  orderingModule,
  paymentModule,
  auditModule,
  casesModule,
  staffModule,
  webhooksModule,
  privacyModule,
  backofficeModule,
  customerCareModule,
] as const satisfies readonly AnyModule[];

/** A module whatever its house and settings: those are checked by its own `defineModule` and by `House` below. */
export type AnyModule = ModuleFacts & {
  readonly make: (house: never, settings: never) => Made<unknown> | Promise<Made<unknown>>;
};

type Listed = (typeof MODULES)[number];
type ApiOf<Module> = Module extends { make: (...given: never[]) => infer Brought }
  ? Awaited<Brought> extends { readonly api: infer Api }
    ? Api
    : never
  : never;
/** The ground, and what each module may be asked, under its name. */
type Offered = Ground & {
  readonly [Name in Listed['name']]: ApiOf<Extract<Listed, { readonly name: Name }>>;
};

type HouseOf<Module> = Module extends { make: (house: infer Needed, settings: never) => unknown }
  ? (needed: Needed) => void
  : never;
/** All that any of them needs: what takes every house takes their intersection. */
type Needed = HouseOf<Listed> extends (needed: infer Each) => void ? Each : never;

/** What the program is made of, once it is made. Nothing at all, to the compiler, where a module needs what no other offers. */
export type House = Offered extends Needed ? Offered : never;
