import { expect, test } from 'vitest';
import { CONSENT_VERSION } from '../../../../server/modules/identity/index.ts';
import { privacy } from './privacy.ts';
import { terms } from './terms.ts';

test('the texts that are shown are of the version that a sign-in agrees to, in both languages', () => {
  for (const texts of [terms, privacy]) {
    expect(texts.version).toBe(CONSENT_VERSION);
    expect(texts.en.sections.length).toBe(texts['zh-CN'].sections.length);
    texts.en.sections.forEach(({ paragraphs }, index) =>
      expect(paragraphs.length).toBe(texts['zh-CN'].sections[index]!.paragraphs.length),
    );
  }
});
