import type { Clock } from '../../../kernel/clock.ts';
import { ok, refuse, type Result } from '../../../kernel/result.ts';
import { inTransaction, type Database, type Transaction } from '../../../platform/database.ts';
import { addJob } from '../../../platform/jobs.ts';
import { record } from '../../audit/index.ts';
import { actBy, type StaffSession } from '../../staff/index.ts';
import { refreshShelf } from '../catalog.sql.ts';
import { DEEPEST_CATEGORY } from '../import/catalogue-line.ts';
import { chooseSlug } from './choose-slug.ts';
import * as sql from './edit-categories.sql.ts';

export type CategoryDeps = {
  readonly database: Database;
  readonly clock: Clock;
  onChanged(): void;
};

export type CategoryPatch = {
  readonly name?: string;
  /** Empty: the Chinese name stands for it. */
  readonly nameEn?: string;
  readonly parentId?: string | null;
  /** The one before which it stands; null: the last of all under its parent. */
  readonly beforeId?: string | null;
};

export type CategoryRefusal =
  | { readonly code: 'staff_category_not_found' }
  /** More levels than a shop shows, or a category within itself. */
  | { readonly code: 'category_too_deep' }
  /** Something stands in it: products, or other categories. */
  | { readonly code: 'category_in_use' };

type Tree = readonly sql.EditedCategory[];
/** Products whose places are found anew in one statement. */
const A_PAGE = 2_000;

export async function createCategory(
  deps: CategoryDeps,
  by: StaffSession,
  { name, nameEn = '', parentId = null }: { name: string; nameEn?: string; parentId?: string | null },
): Promise<Result<sql.EditedCategory, CategoryRefusal>> {
  return inTree(deps, async (tx, tree) => {
    if (parentId !== null && !tree.some(({ id }) => id === parentId))
      return refuse({ code: 'staff_category_not_found' });
    if (depthOf(tree, parentId) >= DEEPEST_CATEGORY) return refuse({ code: 'category_too_deep' });
    const slug = await chooseSlug([nameEn, name], (slugs) => sql.listTakenCategorySlugs(tx, slugs));
    const made = { slug, name, nameEn: nameEn || name, parentId };
    const id = await sql.insertCategory(tx, made);
    const siblings = tree.filter((one) => one.parentId === parentId);
    await sql.orderCategories(tx, [...siblings.map((one) => one.id), id]);
    const did = { what: 'category:create', subject: { kind: 'category', id }, after: { name, parentId } };
    await record(tx, [actBy(by, deps.clock.now(), did)]);
    return ok({ id, ...made, position: siblings.length + 1 });
  });
}

/** Renames a category, moves it under another, or puts it in another place. What stands in it is found there at once. */
export async function changeCategory(
  deps: CategoryDeps,
  by: StaffSession,
  id: string,
  patch: CategoryPatch,
): Promise<Result<sql.EditedCategory, CategoryRefusal>> {
  return inTree(deps, async (tx, tree) => {
    const known = tree.find((one) => one.id === id);
    if (known === undefined) return refuse({ code: 'staff_category_not_found' });
    const wanted = merge(known, patch);
    const refusal = judgeMove(tree, known, wanted.parentId);
    if (refusal !== undefined) return refuse(refusal);
    const siblings = tree.filter((one) => one.parentId === wanted.parentId && one.id !== id);
    const isMoved = wanted.parentId !== known.parentId;
    const order = orderWith(siblings, known, patch.beforeId, isMoved);
    await sql.updateCategory(tx, wanted);
    await sql.orderCategories(tx, order);
    const isRenamed = wanted.name !== known.name || wanted.nameEn !== known.nameEn;
    if (isMoved || isRenamed) await findAnew(tx, tree, id, isMoved);
    const position = order.indexOf(id) + 1;
    const before = {
      name: known.name,
      nameEn: known.nameEn,
      parentId: known.parentId,
      position: known.position,
    };
    const after = { name: wanted.name, nameEn: wanted.nameEn, parentId: wanted.parentId, position };
    const did = { what: 'category:change', subject: { kind: 'category', id }, before, after };
    if (JSON.stringify(before) !== JSON.stringify(after))
      await record(tx, [actBy(by, deps.clock.now(), did)]);
    return ok({ ...wanted, position });
  });
}

export async function removeCategory(
  deps: CategoryDeps,
  by: StaffSession,
  id: string,
): Promise<Result<null, CategoryRefusal>> {
  return inTree(deps, async (tx, tree) => {
    const known = tree.find((one) => one.id === id);
    if (known === undefined) return refuse({ code: 'staff_category_not_found' });
    const isInUse =
      tree.some(({ parentId }) => parentId === id) ||
      (await sql.listProductsIn(tx, [id], undefined, 1)).length > 0;
    if (isInUse) return refuse({ code: 'category_in_use' });
    await sql.deleteCategory(tx, id);
    const { name, parentId } = known;
    const did = { what: 'category:remove', subject: { kind: 'category', id }, before: { name, parentId } };
    await record(tx, [actBy(by, deps.clock.now(), did)]);
    return ok(null);
  });
}

async function inTree<Value>(
  { database, onChanged }: CategoryDeps,
  work: (tx: Transaction, tree: Tree) => Promise<Result<Value, CategoryRefusal>>,
): Promise<Result<Value, CategoryRefusal>> {
  const outcome = await inTransaction(database, async (tx) => {
    await sql.lockCategories(tx);
    return work(tx, await sql.listEditedCategories(tx));
  });
  if (outcome.ok) onChanged();
  return outcome;
}

function merge(known: sql.EditedCategory, patch: CategoryPatch): sql.EditedCategory {
  const name = patch.name ?? known.name;
  const ownNameEn = known.nameEn === known.name ? '' : known.nameEn;
  const parentId = patch.parentId === undefined ? known.parentId : patch.parentId;
  return { ...known, name, nameEn: (patch.nameEn ?? ownNameEn) || name, parentId };
}

function judgeMove(
  tree: Tree,
  { id }: sql.EditedCategory,
  parentId: string | null,
): CategoryRefusal | undefined {
  if (parentId === null) return undefined;
  if (!tree.some((one) => one.id === parentId)) return { code: 'staff_category_not_found' };
  const isWithin = under(tree, id).has(parentId);
  const levels = depthOf(tree, parentId) + heightOf(tree, id);
  return isWithin || levels > DEEPEST_CATEGORY ? { code: 'category_too_deep' } : undefined;
}

/** Levels from the top down to this one; none for the top itself. */
function depthOf(tree: Tree, id: string | null): number {
  const parent = id === null ? undefined : tree.find((one) => one.id === id);
  return parent === undefined ? 0 : 1 + depthOf(tree, parent.parentId);
}

/** Levels from this one down to the lowest below it. */
function heightOf(tree: Tree, id: string): number {
  const below = tree.filter(({ parentId }) => parentId === id).map((one) => heightOf(tree, one.id));
  return 1 + Math.max(0, ...below);
}

function under(tree: Tree, id: string): Set<string> {
  const below = tree.filter(({ parentId }) => parentId === id).flatMap((one) => [...under(tree, one.id)]);
  return new Set([id, ...below]);
}

/** Where nothing is said, it stays where it is, or becomes the last where it is new. */
function orderWith(
  siblings: Tree,
  { id, position }: sql.EditedCategory,
  beforeId: string | null | undefined,
  isMoved: boolean,
): string[] {
  const ids = siblings.map((one) => one.id);
  const isBefore = (one: sql.EditedCategory): boolean =>
    one.position < position || (one.position === position && Number(one.id) < Number(id));
  const own = isMoved ? ids.length : siblings.filter(isBefore).length;
  const asked = beforeId == null ? -1 : ids.indexOf(beforeId);
  const at = beforeId === undefined ? own : asked === -1 ? ids.length : asked;
  return ids.toSpliced(at, 0, id);
}

/** What stands in a category or below it is found by its names, and where it moves, on other shelves. */
async function findAnew(tx: Transaction, tree: Tree, id: string, isMoved: boolean): Promise<void> {
  const ids = [...under(tree, id)];
  let page = await sql.listProductsIn(tx, ids, undefined, A_PAGE);
  if (page.length > 0) await addJob(tx, 'index-words-anew', {}, { key: 'index-words-anew' });
  while (page.length > 0) {
    await sql.forgetWords(tx, page);
    if (isMoved) await refreshShelf(tx, page);
    page = await sql.listProductsIn(tx, ids, page.at(-1), A_PAGE);
  }
}
