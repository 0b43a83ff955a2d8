import { openBook, type Book } from '../../server/modules/pricing/book.ts';
import type { CampaignRecord } from '../../server/modules/pricing/campaigns/campaign-record.ts';
import { FLAT } from './price-samples.ts';

/** A shop with one flat rate of freight, 8 yuan and free from 99, and these campaigns. */
export function bookOf(campaigns: readonly CampaignRecord[] = []): Book {
  const { templateId, ...definition } = FLAT.templates.get('flat')!;
  return openBook(campaigns, [{ templateId, name: 'flat', definition, isDefault: true, version: 1 }], []);
}
