import type { Language } from '../../kernel/language.ts';
import { defineModule, type Ground } from '../../platform/module.ts';
import type { Catalog } from '../catalog/index.ts';
import type { Staff } from '../staff/index.ts';
import { keepSettings, type KeptSettings } from './keep-settings.ts';
import { ownPolicies, type OwnPolicies } from './own-policies.ts';
import { openShop, type Opening } from './open-shop.ts';
import { decideSteps } from './opening.decide.ts';
import { openingRoutes, type StaffOpening } from './opening.http.ts';
import { openingSettings, type OpeningSettings } from './opening.settings.ts';
import { previewPolicies } from './preview-policies.ts';
import { saveSection } from './save-section.ts';
import type { AllSaved, SavedSections } from './sections.ts';
import { settleKind } from './settle-kind.ts';
import { factsIn, type ShopFacts } from './shop-facts.ts';
import { settingsRoutes, type StaffSettings } from './shop-settings.http.ts';
import { settingsProblems } from './shop-settings.problems.ts';
import { settingsTables } from './tables.ts';
import { unsaved } from './unsaved.ts';

export type ShopSettings = StaffSettings &
  StaffOpening & {
    /** All of them as this process knows them; another process's change is known here a moment later. */
    now(): AllSaved;
    /** What it says of itself in this language, with every page; costs no query. */
    facts(language: Language): ShopFacts;
    readonly policies: OwnPolicies;
    readonly previewPolicies: typeof previewPolicies;
    /** Whether customers are served: where not, nobody is let in but the staff. */
    isOpen(): boolean;
  };

/** Made later, and asked when the shop is being opened. */
type SettingsHouse = Ground & {
  readonly catalog: Pick<Catalog, 'products'>;
  readonly payment: { hasGateway(): boolean };
  readonly messaging: { readonly canSend: boolean };
  readonly staff: Pick<Staff, 'members'>;
};

export const shopSettingsModule = defineModule({
  name: 'shopSettings',
  settings: openingSettings,
  problems: [settingsProblems],
  tables: settingsTables,
  channels: ['settings_changed'],
  async make(house: SettingsHouse, settings) {
    await settleKind(house, house.isDemo ? 'demo' : 'own');
    const kept = await keepSettings(house, unsaved(house.isDemo));
    const policies = ownPolicies(house.database, kept);
    const opening = () => findOpening(house, settings, kept);
    const api: ShopSettings = {
      now: kept.now,
      facts: (language) => factsIn(kept.now(), language),
      // A shop that cannot be paid takes no orders, whatever was said before.
      isOpen: () => kept.now().opening.value.isOpen && house.payment.hasGateway(),
      async find(section) {
        await kept.read();
        const sections: SavedSections = kept.now();
        return sections[section];
      },
      policies,
      previewPolicies,
      save: (by, asked) => saveSection({ ...house, kept }, by, asked),
      opening,
      open: (by) => openShop({ ...house, kept, opening }, by),
    };
    return {
      api,
      routes(app) {
        settingsRoutes(app, api);
        openingRoutes(app, api);
      },
      close: kept.close,
    };
  },
});

async function findOpening(
  { catalog, payment, messaging, staff, publicUrl, isDemo }: SettingsHouse,
  settings: OpeningSettings,
  kept: KeptSettings,
): Promise<Opening> {
  const [products, members] = await Promise.all([
    catalog.products({ limit: 1 }, 'zh-CN'),
    staff.members(),
    kept.read(),
  ]);
  const now = kept.now();
  const steps = decideSteps({
    ...settings,
    settings: now,
    publicUrl,
    hasProduct: products.items.length > 0,
    canBePaid: payment.hasGateway(),
    canSendCodes: messaging.canSend,
    hasOwnPolicies: now.policies.version > 0,
    members: members.filter(({ isActive }) => isActive).length,
  });
  return { state: isDemo ? 'demo' : now.opening.value.isOpen ? 'open' : 'preparing', steps };
}
