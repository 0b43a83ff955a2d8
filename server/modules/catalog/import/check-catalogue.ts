import type { Queryable } from '../../../platform/database.ts';
import {
  DEEPEST_CATEGORY,
  type CatalogueRecord,
  type CategoryLine,
  type ProductLine,
} from './catalogue-line.ts';
import type { FreightTemplates } from '../freight-templates.ts';
import { fault, FaultList } from './catalogue-faults.ts';
import { checkLine } from './check-line.ts';
import { findNeverAsked, struckOutOf, type StruckOutCheck, type StruckOutSku } from './check-struck-out.ts';
import { fillLacking } from './fill-lacking.ts';
import { readTemplateNames, type TemplateNames } from './template-names.ts';
import { listCategoryParents, listSkuOwners } from './import-catalogue.sql.ts';
import { countKnownProducts } from './known-goods.sql.ts';
import { readCatalogueFile } from './read-catalogue-file.ts';

/** What a first reading of a file learned. Holds slugs, codes and picture names, never the products themselves. */
export type CheckedCatalogue = {
  readonly faults: FaultList;
  /** In the order of the file: parents come before their children. */
  readonly categories: readonly CategoryLine[];
  /** Each picture that is named, with the first line that names it. */
  readonly pictures: ReadonlyMap<string, number>;
  readonly products: number;
  /** Of them, those that the shop has already. */
  readonly knownProducts: number;
  readonly skus: number;
  /** Some line says how many were sold, which no file changes. */
  readonly saysSales: boolean;
};

/** SKU codes that are looked up in the database together. */
const CODES_A_LOOKUP = 5_000;

export type CheckOptions = StruckOutCheck & {
  readonly freightTemplates: Pick<FreightTemplates, 'list'>;
  readonly onBytes: (bytesRead: number) => void;
};

/** Reads a whole file, holds every line to every rule and answers all that is wrong. Writes nothing. */
export async function checkCatalogue(
  file: string,
  database: Queryable,
  { onBytes, freightTemplates, ...prices }: CheckOptions,
): Promise<CheckedCatalogue> {
  const templates = readTemplateNames(await freightTemplates.list(database));
  const checker = new Checker(database, { parents: await listCategoryParents(database), templates, prices });
  let records = 0;
  for await (const record of fillLacking(readCatalogueFile(file), database, templates)) {
    records += 1;
    if ('fault' in record) checker.faults.add(record.fault);
    else {
      await checker.check(record);
      onBytes(record.bytesRead);
    }
  }
  if (records === 0) checker.faults.add(fault(1, '', 'empty_file'));
  await checker.finish();
  // Without the checker: what it remembers of every SKU is not needed any longer.
  const { faults, categories, pictures, products, knownProducts, skus, saysSales } = checker;
  return { faults, categories, pictures, products, knownProducts, skus, saysSales };
}

/** Remembers what lines must know of one another. */
class Checker {
  readonly faults = new FaultList();
  readonly categories: CategoryLine[] = [];
  readonly pictures = new Map<string, number>();
  products = 0;
  knownProducts = 0;
  skus = 0;
  saysSales = false;
  readonly #database: Queryable;
  /** Of the database and of the file so far: each category with its parent. */
  readonly #parents: Map<string, string | null>;
  readonly #categoryLines = new Map<string, number>();
  readonly #productLines = new Map<string, number>();
  readonly #codeLines = new Map<string, number>();
  readonly #prices: StruckOutCheck;
  readonly #templates: TemplateNames;
  #unasked: { code: string; product: string; line: number; field: string }[] = [];
  #struckOut: StruckOutSku[] = [];

  constructor(
    database: Queryable,
    known: {
      readonly parents: Map<string, string | null>;
      readonly templates: TemplateNames;
      readonly prices: StruckOutCheck;
    },
  ) {
    this.#database = database;
    this.#parents = known.parents;
    this.#prices = known.prices;
    this.#templates = known.templates;
  }

  async check(record: CatalogueRecord): Promise<void> {
    const outcome = checkLine(record);
    if ('faults' in outcome) for (const found of outcome.faults) this.faults.add(found);
    // A faulty category is still known, or each of its products would be reported too.
    const { type, slug } = record.value as { type?: unknown; slug?: unknown };
    if ('line' in outcome && outcome.line.type === 'category') this.#category(outcome.line, record.line);
    else if ('line' in outcome && outcome.line.type === 'product') this.#product(outcome.line, record);
    else if (type === 'category' && typeof slug === 'string' && !this.#parents.has(slug))
      this.#parents.set(slug, null);
    if (this.#unasked.length >= CODES_A_LOOKUP) await this.#askForOwners();
  }

  async finish(): Promise<void> {
    await this.#askForOwners();
    const slugs = [...this.#productLines.keys()];
    for (let from = 0; from < slugs.length; from += CODES_A_LOOKUP)
      this.knownProducts += await countKnownProducts(
        this.#database,
        slugs.slice(from, from + CODES_A_LOOKUP),
      );
    for (const [slug, line] of this.#categoryLines) this.#checkAncestors(slug, line);
    for (const slug of this.#parents.keys()) {
      if (!this.#categoryLines.has(slug)) this.#checkDescendant(slug);
    }
  }

  #category(line: CategoryLine, at: number): void {
    const earlier = this.#categoryLines.get(line.slug);
    if (earlier !== undefined) this.faults.add(fault(at, 'slug', 'duplicate_slug', earlier));
    if (line.parent != null && !this.#parents.has(line.parent)) {
      this.faults.add(fault(at, 'parent', 'unknown_parent', line.parent));
    }
    this.#categoryLines.set(line.slug, at);
    this.#parents.set(line.slug, line.parent ?? null);
    this.categories.push(line);
    if (line.icon != null) this.#picture(line.icon, at);
  }

  #product(product: ProductLine, record: CatalogueRecord): void {
    const at = record.line;
    const earlier = this.#productLines.get(product.slug);
    if (earlier !== undefined) this.faults.add(fault(at, 'slug', 'duplicate_slug', earlier));
    else this.#productLines.set(product.slug, at);
    for (const [index, slug] of product.categories.entries()) {
      const field = `categories[${index}]`;
      if (!this.#parents.has(slug)) this.faults.add(fault(at, field, 'unknown_category', slug));
      if (product.categories.indexOf(slug) < index) this.faults.add(fault(at, field, 'duplicate_category'));
    }
    const unknown = this.#templates.refuse(product, at);
    if (unknown !== undefined) this.faults.add(unknown);
    for (const [index, { code }] of product.skus.entries()) {
      const line = record.skuLines?.[index] ?? at;
      const field = `skus[${index}].code`;
      const other = this.#codeLines.get(code);
      if (other !== undefined) this.faults.add(fault(line, field, 'duplicate_code', other));
      else this.#codeLines.set(code, line);
      this.#unasked.push({ code, product: product.slug, line, field });
    }
    this.#struckOut.push(...struckOutOf(product, record));
    for (const image of product.images ?? []) this.#picture(image.src, at);
    this.products += 1;
    if (product.sales != null) this.saysSales = true;
    this.skus += product.skus.length;
  }

  #picture(source: string, line: number): void {
    if (!this.pictures.has(source)) this.pictures.set(source, line);
  }

  /** A code stays with its product: carts and orders know the SKU by it. */
  async #askForOwners(): Promise<void> {
    const asked = this.#unasked;
    this.#unasked = [];
    if (asked.length === 0) return;
    const owners = await listSkuOwners(
      this.#database,
      asked.map(({ code }) => code),
    );
    for (const { code, product, line, field } of asked) {
      const owner = owners.get(code);
      if (owner !== undefined && owner !== product)
        this.faults.add(fault(line, field, 'code_of_another_product', owner));
    }
    const struckOut = this.#struckOut;
    this.#struckOut = [];
    for (const found of await findNeverAsked(this.#database, struckOut, this.#prices)) this.faults.add(found);
  }

  #checkAncestors(slug: string, line: number): void {
    const levels = this.#levels(slug);
    if (levels === undefined) this.faults.add(fault(line, 'parent', 'category_circle'));
    else if (levels > DEEPEST_CATEGORY)
      this.faults.add(fault(line, 'parent', 'category_too_deep', DEEPEST_CATEGORY));
  }

  /** A category that the file does not name may come to lie too deep because one above it was moved. */
  #checkDescendant(slug: string): void {
    const levels = this.#levels(slug);
    if (levels !== undefined && levels <= DEEPEST_CATEGORY) return;
    let above: string | null | undefined = slug;
    for (let step = 0; above != null && step <= this.#parents.size; step += 1) {
      const line = this.#categoryLines.get(above);
      if (line !== undefined)
        return this.faults.add(fault(line, 'parent', 'category_too_deep', DEEPEST_CATEGORY));
      above = this.#parents.get(above);
    }
  }

  /** How deep a category lies, 1 for one without a parent. Undefined where its parents form a circle. */
  #levels(slug: string): number | undefined {
    let levels = 1;
    for (let above = this.#parents.get(slug); above != null; above = this.#parents.get(above)) {
      levels += 1;
      if (levels > this.#parents.size) return undefined;
    }
    return levels;
  }
}
