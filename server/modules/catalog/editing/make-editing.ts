import type { ProductId, SkuId } from '../../../kernel/ids.ts';
import type { Language } from '../../../kernel/language.ts';
import { findStockOf } from '../availability.ts';
import { mediaName } from '../images.ts';
import { changeMany, previewMany, type ManyAsked } from './change-many.ts';
import { changeCategory, createCategory, removeCategory, type CategoryPatch } from './edit-categories.ts';
import { listEditedCategories } from './edit-categories.sql.ts';
import {
  changeProduct,
  changeSku,
  copyProduct,
  createProduct,
  publishProduct,
  takeOffSale,
  undoChange,
  type EditDeps,
  type SkuPatch,
} from './edit-products.ts';
import { lacksOf, type Lack } from './check-product.decide.ts';
import { stateOf, type KnownProduct, type ProductState } from './edited-product.ts';
import { findProductToEdit, listChanges } from './editing.sql.ts';
import type { ProductPatch } from './apply-patch.ts';
import { listStaffProducts, type StaffListDeps, type StaffProductQuery } from './list-products.ts';
import { lowStockAtOf } from './save-product.ts';
import { findLowestPrices } from '../prices/find-lowest-prices.ts';
import { makeUploads, type UploadDeps } from '../pictures/upload-picture.ts';
import type { StaffSession } from '../../staff/index.ts';

type Versioned<T> = T & { readonly expectedVersion?: number };

const COPY = { 'zh-CN': '（副本）', en: ' (copy)' } as const satisfies Record<Language, string>;

/** What the staff do to the catalogue by hand; see the README of the module. */
export function makeEditing(deps: EditDeps & StaffListDeps & UploadDeps) {
  return {
    list: (query: StaffProductQuery, language: Language) => listStaffProducts(deps, query, language),
    /** Pieces of these that can be bought. */
    async available(skuIds: readonly SkuId[]): Promise<ReadonlyMap<SkuId, number>> {
      const stock = await findStockOf(deps, skuIds);
      return new Map([...stock].map(([skuId, { available }]) => [skuId, available]));
    },
    /** Where a browser finds a picture, in its middle size. */
    pictureUrl: (key: string) => deps.mediaStore.url(mediaName(key, 640)),
    stateOf: ({ content }: KnownProduct): ProductState => stateOf(content),
    /** The lowest price that each of its SKUs was asked within 30 days; those that were not on sale are not in the answer. */
    lowestPrices: ({ content }: KnownProduct) =>
      findLowestPrices(
        deps.database,
        content.skus.map(({ id }) => id),
        deps.clock.now(),
      ),
    /** What it lacks to be sold. */
    lacksOf: ({ content }: KnownProduct): Lack[] => lacksOf(content),
    find: (id: ProductId) => findProductToEdit(deps.database, id, lowStockAtOf(deps, deps.database)),
    create: (by: StaffSession, patch: ProductPatch) => createProduct(deps, by, patch),
    change: (by: StaffSession, id: ProductId, patch: Versioned<ProductPatch>) =>
      changeProduct(deps, by, id, patch),
    publish: (by: StaffSession, id: ProductId, options: Versioned<{ readonly at?: Date }>) =>
      publishProduct(deps, by, id, options),
    takeOffSale: (by: StaffSession, id: ProductId) => takeOffSale(deps, by, id),
    copy: (by: StaffSession, id: ProductId, language: Language) =>
      copyProduct(deps, by, id, (name) => (name === '' ? '' : `${name}${COPY[language]}`)),
    changeSku: (by: StaffSession, id: SkuId, patch: Versioned<SkuPatch>) => changeSku(deps, by, id, patch),
    history: (id: ProductId, below: number, limit: number) =>
      listChanges(deps.database, id, { below, limit }),
    undo: (by: StaffSession, id: ProductId, version: number) => undoChange(deps, by, { id, version }),
    previewMany: (asked: ManyAsked) => previewMany(deps, asked),
    changeMany: (by: StaffSession, asked: ManyAsked) => changeMany(deps, by, asked),
    /** What goods may go by. */
    freightTemplates: () => deps.freightTemplates.list(deps.database),
    categories: () => listEditedCategories(deps.database),
    createCategory: (by: StaffSession, made: { name: string; nameEn?: string; parentId?: string | null }) =>
      createCategory(deps, by, made),
    changeCategory: (by: StaffSession, id: string, patch: CategoryPatch) =>
      changeCategory(deps, by, id, patch),
    removeCategory: (by: StaffSession, id: string) => removeCategory(deps, by, id),
    upload: makeUploads(deps),
  };
}
export type Editing = ReturnType<typeof makeEditing>;
