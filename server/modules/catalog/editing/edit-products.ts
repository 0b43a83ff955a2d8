import type { Actor } from '../../../kernel/actor.ts';
import type { Clock } from '../../../kernel/clock.ts';
import type { ProductId, SkuId } from '../../../kernel/ids.ts';
import { ok, refuse, type Refusal, type Result } from '../../../kernel/result.ts';
import { inTransaction, type Database, type Transaction } from '../../../platform/database.ts';
import { addJob } from '../../../platform/jobs.ts';
import { record } from '../../audit/index.ts';
import type { StaffSession } from '../../staff/index.ts';
import { findPictures } from '../pictures/media.sql.ts';
import { applyPatch, type ProductPatch } from './apply-patch.ts';
import { chooseSlug } from './choose-slug.ts';
import { EMPTY_PRODUCT, type EditedProduct, type KnownProduct } from './edited-product.ts';
import * as sql from './editing.sql.ts';
import { withoutChange } from './product-changes.decide.ts';
import {
  lowStockAtOf,
  saveProduct,
  type ProductToSave,
  type SaveDeps,
  type SaveRefusal,
} from './save-product.ts';

export type EditDeps = SaveDeps & {
  readonly database: Database;
  readonly clock: Clock;
  /** Told after something was changed, so that this process shows it at once. */
  onChanged(): void;
};

/** Of a page that was read before somebody else changed the product: what they did meanwhile, newest first. */
export type ChangedMeanwhile = {
  readonly code: 'product_changed';
  readonly version: number;
  readonly changes: readonly {
    readonly version: number;
    readonly by: string;
    readonly byId: string | null;
    readonly at: string;
    readonly fields: readonly string[];
  }[];
};
export type NotFound = { readonly code: 'product_not_found' };
export type EditRefusal = NotFound | ChangedMeanwhile | SaveRefusal;
export type Edited = Result<KnownProduct, EditRefusal>;

/** Who does it, and which version they have seen; left out where what is done fits any. */
export type Edit = {
  readonly by: Pick<StaffSession, 'staffId' | 'from'> | { readonly job: string };
  readonly id: ProductId;
  readonly expectedVersion?: number | undefined;
  /** As the trail names it. */
  readonly what: string;
};

type Wanted<Refused extends Refusal> = Result<ProductToSave, Refused>;

/** Holds a product, has decided what it should be, saves that and writes it down. */
export async function editProduct<Refused extends Refusal = never>(
  deps: EditDeps,
  edit: Edit,
  decide: (known: KnownProduct, tx: Transaction) => Wanted<Refused> | Promise<Wanted<Refused>>,
): Promise<Result<KnownProduct, EditRefusal | Refused>> {
  const at = deps.clock.now();
  const { by, id, what, expectedVersion } = edit;
  const outcome = await inTransaction(deps.database, async (tx) => {
    const known = await sql.lockProduct(tx, id, lowStockAtOf(deps, tx));
    if (known === undefined) return refuse({ code: 'product_not_found' });
    if (expectedVersion !== undefined && expectedVersion !== known.version)
      return refuse(await tellChanges(tx, known, expectedVersion));
    const wanted = await decide(known, tx);
    if (!wanted.ok) return wanted;
    const saved = await saveProduct(tx, deps, known, wanted.value, { what, at, ...whoOf(by) });
    if (!saved.ok) return saved;
    const { product, acts } = saved.value;
    if (product.content.publishAt !== null && product.content.publishAt !== known.content.publishAt)
      await wakeAt(tx, product);
    await record(tx, acts);
    return ok(product);
  });
  if (outcome.ok) deps.onChanged();
  return outcome;
}

export function whoOf(by: Edit['by']): { actor: Actor; from: string | null } {
  return 'job' in by
    ? { actor: { by: 'system', job: by.job }, from: null }
    : { actor: { by: 'staff', staffId: by.staffId }, from: by.from };
}

/** To the second; where it is lost, the clock's own finds the product within a minute. */
async function wakeAt(tx: Transaction, { id, content }: KnownProduct): Promise<void> {
  const runAt = new Date(content.publishAt!);
  await addJob(tx, 'publish-due-products', {}, { runAt, key: `publish-due-products ${id}` });
}

async function tellChanges(
  tx: Transaction,
  { id, version }: KnownProduct,
  above: number,
): Promise<ChangedMeanwhile> {
  const changes = await sql.listChanges(tx, id, { below: version + 1, above, limit: 20 });
  return {
    code: 'product_changed',
    version,
    changes: changes.map(({ version: made, by, byId, at, after }) => ({
      ...{ version: made, by, byId, at: at.toISOString(), fields: Object.keys(after).slice(0, 50) },
    })),
  };
}

/** A new product, which is a draft. Nothing is there of it where it is refused. */
export async function createProduct(
  deps: EditDeps,
  by: StaffSession,
  patch: ProductPatch,
  what = 'product:create',
): Promise<Result<KnownProduct, SaveRefusal>> {
  const at = deps.clock.now();
  // A refusal takes back the row that was made for it.
  class Refused extends Error {
    readonly refusal: SaveRefusal;
    constructor(refusal: SaveRefusal) {
      super(refusal.code);
      this.refusal = refusal;
    }
  }
  try {
    const product = await inTransaction(deps.database, async (tx) => {
      const { id, slug } = await makeDraft(tx, patch, at);
      const pictures = await findPictures(tx, patch.images?.map(({ key }) => key) ?? []);
      const applied = applyPatch(EMPTY_PRODUCT, patch, { id, pictures });
      if ('faults' in applied) throw new Refused({ code: 'product_faulty', faults: applied.faults });
      const known = { id, slug, version: 0, publishedAt: at, updatedAt: at, content: EMPTY_PRODUCT };
      const saved = await saveProduct(tx, deps, known, applied.wanted, { what, at, ...whoOf(by) });
      if (!saved.ok) throw new Refused(saved.error);
      await record(tx, saved.value.acts);
      return saved.value.product;
    });
    deps.onChanged();
    return ok(product);
  } catch (error) {
    if (error instanceof Refused) return refuse(error.refusal);
    throw error;
  }
}

async function makeDraft(
  tx: Transaction,
  { nameEn, name }: ProductPatch,
  at: Date,
): Promise<{ id: ProductId; slug: string }> {
  for (;;) {
    const slug = await chooseSlug([nameEn ?? '', name ?? ''], (slugs) => sql.listTakenSlugs(tx, slugs));
    const id = await sql.insertDraft(tx, slug, at);
    if (id !== undefined) return { id, slug };
  }
}

/** Changes fields of a product. */
export function changeProduct(
  deps: EditDeps,
  by: StaffSession,
  id: ProductId,
  { expectedVersion, ...patch }: ProductPatch & { readonly expectedVersion?: number },
): Promise<Edited> {
  return editProduct<SaveRefusal>(
    deps,
    { by, id, expectedVersion, what: 'product:change' },
    async (known, tx) => {
      const pictures = await findPictures(tx, patch.images?.map(({ key }) => key) ?? []);
      const applied = applyPatch(known.content, patch, { id, pictures });
      if ('faults' in applied) return refuse({ code: 'product_faulty', faults: applied.faults });
      return ok(applied.wanted);
    },
  );
}

/** Puts a product on sale, now or at a moment to come. */
export function publishProduct(
  deps: EditDeps,
  by: Edit['by'],
  id: ProductId,
  { at, expectedVersion }: { readonly at?: Date; readonly expectedVersion?: number },
): Promise<Edited> {
  const isLater = at !== undefined && at > deps.clock.now();
  const what = isLater ? 'product:schedule' : 'product:publish';
  return editProduct(deps, { by, id, expectedVersion, what }, ({ content }) =>
    ok(
      isLater
        ? { ...content, onSale: false, publishAt: at.toISOString() }
        : { ...content, onSale: true, isDraft: false, publishAt: null },
    ),
  );
}

/** Takes a product off sale, or out of the plan. Orders that were placed go on. */
export function takeOffSale(deps: EditDeps, by: StaffSession, id: ProductId): Promise<Edited> {
  return editProduct(deps, { by, id, what: 'product:take_off' }, ({ content }) =>
    ok({ ...content, onSale: false, publishAt: null }),
  );
}

/** A draft like it: SKUs of its own, with codes of their own, and no stock. */
export async function copyProduct(
  deps: EditDeps,
  by: StaffSession,
  id: ProductId,
  nameOf: (name: string) => string,
): Promise<Result<KnownProduct, NotFound | SaveRefusal>> {
  const known = await sql.findProductToEdit(deps.database, id, lowStockAtOf(deps, deps.database));
  if (known === undefined) return refuse({ code: 'product_not_found' });
  const { onSale: _onSale, isDraft: _isDraft, publishAt: _publishAt, skus, ...content } = known.content;
  const live = skus.filter(({ isRetired }) => !isRetired);
  const patch: ProductPatch = {
    ...{ ...content, name: nameOf(content.name), nameEn: nameOf(content.nameEn) },
    // Nothing was asked for these so far that could be struck out.
    skus: live.map(({ id: _id, code: _code, isRetired: _isRetired, ...sku }) => ({
      ...sku,
      originalPrice: null,
    })),
  };
  return createProduct(deps, by, patch, 'product:copy');
}

export type UndoRefusal =
  | { readonly code: 'change_not_found' }
  /** Fields that were changed again since. */
  | { readonly code: 'change_overtaken'; readonly fields: readonly string[] };

/** Takes one change back, where nothing of it was changed again since. */
export function undoChange(
  deps: EditDeps,
  by: StaffSession,
  { id, version }: { readonly id: ProductId; readonly version: number },
): Promise<Result<KnownProduct, EditRefusal | UndoRefusal>> {
  return editProduct<UndoRefusal>(deps, { by, id, what: 'product:undo' }, async ({ content }, tx) => {
    const [change] = await sql.listChanges(tx, id, { below: version + 1, above: version - 1, limit: 1 });
    // What made the product cannot be taken back: it can be taken off sale.
    if (change === undefined || version === 1) return refuse({ code: 'change_not_found' });
    const undone = withoutChange(content, change);
    return 'overtaken' in undone
      ? refuse({ code: 'change_overtaken', fields: undone.overtaken })
      : ok(undone.product);
  });
}

export type SkuPatch = {
  readonly price?: number;
  readonly originalPrice?: number | null;
  readonly onSale?: boolean;
  readonly lowStockAt?: number;
};

/** Changes one variant. */
export async function changeSku(
  deps: EditDeps,
  by: StaffSession,
  skuId: SkuId,
  { expectedVersion, ...patch }: SkuPatch & { readonly expectedVersion?: number },
): Promise<Edited> {
  const id = await sql.findProductOfSku(deps.database, skuId);
  if (id === undefined) return refuse({ code: 'product_not_found' });
  return editProduct<NotFound>(deps, { by, id, expectedVersion, what: 'product:change' }, ({ content }) => {
    const isLive = content.skus.some((sku) => sku.id === skuId && !sku.isRetired);
    if (!isLive) return refuse({ code: 'product_not_found' });
    return ok(withSku(content, skuId, patch));
  });
}

function withSku(content: EditedProduct, skuId: SkuId, patch: SkuPatch): EditedProduct {
  return { ...content, skus: content.skus.map((sku) => (sku.id === skuId ? { ...sku, ...patch } : sku)) };
}
