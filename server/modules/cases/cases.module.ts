import { defineModule, type Ground } from '../../platform/module.ts';
import { countOpenCases } from './cases.sql.ts';
import { CASE_KINDS } from './cases.ts';

export const casesModule = defineModule({
  name: 'cases',
  ownTables: ['cases'],
  make: ({ database }: Ground) => ({
    api: {},
    gauges: [
      {
        name: 'ks_open_cases',
        help: 'What needs a person, by its kind. Anything but 0 is to be looked at.',
        label: 'kind',
        async read() {
          const open = await countOpenCases(database);
          return new Map(CASE_KINDS.map((kind) => [kind, open.get(kind) ?? 0]));
        },
      },
    ],
  }),
});
