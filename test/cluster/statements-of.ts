import { isStatement, type SourceText } from '../support/read-statements.ts';

export type Statement = Pick<SourceText, 'at' | 'file' | 'within' | 'pieces'>;

/** The statements of sources, with the constants that stand in them by name (`${DATA_KEYS}`) put in. */
export function statementsOf(texts: readonly SourceText[]): Statement[] {
  const constants = new Map<string, SourceText>();
  for (const text of texts.toReversed()) {
    if (!/^[A-Z][A-Z_\d]*$/.test(text.within)) continue;
    // Of the same file first: some names stand in several.
    constants.set(`${text.file} ${text.within}`, text);
    constants.set(text.within, text);
  }

  function filled({ file, pieces, holes }: SourceText): [string, ...string[]] {
    const made: [string, ...string[]] = [pieces[0]];
    holes.forEach((hole, at) => {
      const constant = constants.get(`${file} ${hole}`) ?? constants.get(hole);
      const put = constant === undefined ? undefined : filled(constant);
      if (put === undefined) made.push('');
      else {
        made[made.length - 1] += put[0];
        made.push(...put.slice(1));
      }
      made[made.length - 1] += pieces[at + 1]!;
    });
    return made;
  }

  return texts
    .filter(isStatement)
    .map((text) => ({ at: text.at, file: text.file, within: text.within, pieces: filled(text) }));
}
