import { randomBase32 } from '../../../kernel/ids.ts';

const LONGEST = 60;

/**
 * The last part of a product's address, made of its names: the English one, else the Chinese one in pinyin. One that is taken
 * gets a few random characters, so that no number tells how many there were.
 */
export async function chooseSlug(
  names: readonly string[],
  findTaken: (slugs: readonly string[]) => Promise<ReadonlySet<string>>,
): Promise<string> {
  const { pinyin } = await import('pinyin-pro');
  const spelled = names.map((name) =>
    toSlug(/[\p{Script=Han}]/u.test(name) ? pinyin(name, { toneType: 'none', nonZh: 'consecutive' }) : name),
  );
  const base = spelled.find((slug) => slug !== '') ?? 'product';
  const other = `${base}-${randomBase32(5).toLowerCase()}`;
  return (await findTaken([base])).has(base) ? other : base;
}

function toSlug(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST)
    .replaceAll(/^-+|-+$/g, '');
}
