import { defineModule } from '../../platform/module.ts';
import { describeFreight } from './describe-freight.ts';

export const pricingModule = defineModule({ name: 'pricing', make: () => ({ api: { describeFreight } }) });
