import type { Database } from '../../platform/database.ts';
import type { SectionValues } from './sections.ts';
import { findVersion, listVersions } from './shop-settings.sql.ts';
import type { KeptSettings } from './keep-settings.ts';

/** The terms and the privacy policy that the merchant has published. */
export type OwnPolicies = {
  /** The one that holds; undefined where none was published. */
  presentVersion(): string | undefined;
  /** All of them, the newest first. */
  versions(): Promise<readonly string[]>;
  find(version: string): Promise<SectionValues['policies'] | undefined>;
};

const DAY = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeZone: 'Asia/Shanghai' });
const NAME = /^(\d{4}-\d{2}-\d{2})\.(\d{1,6})$/;

/** As a consent names it, and an address: the day in Shanghai, and the version of the section. */
const nameOf = ({ version, savedAt }: { readonly version: number; readonly savedAt: Date }): string =>
  `${DAY.format(savedAt)}.${version}`;

export function ownPolicies(database: Database, kept: KeptSettings): OwnPolicies {
  return {
    presentVersion() {
      const { version, savedAt } = kept.now().policies;
      return savedAt === null ? undefined : nameOf({ version, savedAt });
    },
    versions: async () => (await listVersions(database, 'policies')).map(nameOf),
    async find(name) {
      const [, , version] = NAME.exec(name) ?? [];
      const row =
        version === undefined ? undefined : await findVersion(database, 'policies', Number(version));
      return row && nameOf(row) === name ? (row.value as SectionValues['policies']) : undefined;
    },
  };
}
