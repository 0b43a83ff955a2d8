import { plainMarkdown } from '#server/kernel/markdown.ts';
import type { ProductDetail, Sku } from '#server/modules/catalog/index.ts';

const SCHEMA = 'https://schema.org';
/** Longer descriptions are cut by those who show them. */
const DESCRIPTION_LENGTH = 150;

/** A product in one or two sentences, for search results and shared links. */
export function summaryOf(product: ProductDetail): string {
  const text = [product.subtitle, plainMarkdown(product.description)].filter(Boolean).join('。');
  const characters = [...text];
  return characters.length <= DESCRIPTION_LENGTH
    ? text
    : `${characters.slice(0, DESCRIPTION_LENGTH - 1).join('')}…`;
}

function offerOf(sku: Sku, page: string): object {
  return {
    '@type': 'Offer',
    sku: sku.code,
    url: `${page}?sku=${sku.id}`,
    priceCurrency: 'CNY',
    price: (sku.price / 100).toFixed(2),
    availability: `${SCHEMA}/${sku.available > 0 ? 'InStock' : 'OutOfStock'}`,
    itemCondition: `${SCHEMA}/NewCondition`,
  };
}

/**
 * The product as schema.org data in a script element. What could end the element is escaped, since names come from
 * whoever fills the catalogue.
 */
export function productData(product: ProductDetail, base: string, homeName: string): string {
  const page = `${base}/product/${product.slug}`;
  const absolute = (url: string): string => new URL(url, base).href;
  const crumbs = [
    { name: homeName, item: `${base}/` },
    ...product.path.map(({ slug, name }) => ({ name, item: `${base}/category/${slug}` })),
    { name: product.name, item: page },
  ];
  const graph = [
    {
      '@type': 'Product',
      '@id': page,
      name: product.name,
      description: summaryOf(product),
      image: [...new Set(product.images.map((image) => absolute(image.sizes.at(-1)?.url ?? image.url)))],
      ...(product.brand ? { brand: { '@type': 'Brand', name: product.brand } } : {}),
      ...(product.model ? { mpn: product.model } : {}),
      offers: product.skus.map((sku) => offerOf(sku, page)),
    },
    {
      '@type': 'BreadcrumbList',
      itemListElement: crumbs.map((crumb, index) => ({ '@type': 'ListItem', position: index + 1, ...crumb })),
    },
  ];
  const json = JSON.stringify({ '@context': SCHEMA, '@graph': graph }).replace(/</g, '\\u003c');
  return `<script type="application/ld+json">${json}</script>`;
}
