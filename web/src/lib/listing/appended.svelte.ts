import { preloadData } from '$app/navigation';
import type { ProductSummary } from '../product/product.ts';

type ListingPage = { readonly products: readonly ProductSummary[]; readonly nextCursor: string | null };

/** The pages of a list that were fetched after its first, in the browser. A changed list begins anew. */
export class AppendedPages {
  #first: () => ListingPage;
  #later = $state.raw<{ readonly after: ListingPage; readonly pages: readonly ListingPage[] }>();

  constructor(first: () => ListingPage) {
    this.#first = first;
  }

  readonly #pages = $derived.by(() => {
    const first = this.#first();
    return this.#later?.after.nextCursor === first.nextCursor ? [first, ...this.#later.pages] : [first];
  });
  readonly products = $derived.by(() => {
    // What was sold in between can stand on two pages.
    const all = this.#pages.flatMap((page) => page.products);
    return all.filter(({ id }, index) => all.findIndex((other) => other.id === id) === index);
  });
  readonly nextCursor = $derived.by(() => this.#pages.at(-1)?.nextCursor ?? null);

  /** Fetches the page behind `href` and appends it; false where that failed. */
  async append(href: string): Promise<boolean> {
    const result = await preloadData(href).catch(() => undefined);
    if (result?.type !== 'loaded' || result.status !== 200) return false;
    const page = result.data as ListingPage;
    const after = this.#first();
    this.#later = { after, pages: [...this.#pages.slice(1), page] };
    return true;
  }

  /** For Kit's snapshots: what was appended is there again after "back". */
  capture(): typeof this.later {
    return this.#later;
  }
  get later() {
    return this.#later;
  }
  restore(later: typeof this.later): void {
    this.#later = later;
  }
}
