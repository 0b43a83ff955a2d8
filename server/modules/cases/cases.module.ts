import { ok, refuse } from '../../kernel/result.ts';
import { inTransaction } from '../../platform/database.ts';
import { defineModule, type Ground } from '../../platform/module.ts';
import { record, sealReasonOf } from '../audit/index.ts';
import { actBy, staffActor } from '../staff/index.ts';
import { caseRoutes, type OpenCases } from './cases.http.ts';
import { caseProblems } from './cases.problems.ts';
import { endCase, showOpenCases, sumUpOpenCases } from './cases.sql.ts';
import { CASE_KINDS } from './cases.ts';
import { caseTables } from './tables.ts';

export const casesModule = defineModule({
  name: 'cases',
  problems: [caseProblems],
  tables: caseTables,
  make(house: Ground) {
    const { database } = house;
    const api = openCases(house);
    return {
      api,
      routes: (app) => caseRoutes(app, api),
      gauges: [
        {
          name: 'ks_open_cases',
          help: 'What needs a person, by its kind. Anything but 0 is to be looked at.',
          label: 'kind',
          async read() {
            const none = CASE_KINDS.map((kind) => [kind, 0] as const);
            const open = await sumUpOpenCases(database);
            return new Map([...none, ...open.map(({ kind, count }) => [kind, count] as const)]);
          },
        },
      ],
    };
  },
});

function openCases({ database, clock, sealing }: Ground): OpenCases {
  return {
    waiting: () => sumUpOpenCases(database),
    list: (asked) => showOpenCases(database, asked),
    async close(by, caseId, reason) {
      const at = clock.now();
      const isOurs = await inTransaction(database, async (tx) => {
        const actor = staffActor(by);
        if (!(await endCase(tx, caseId, { ending: 'dismissed', at, actor }))) return false;
        const subject = { kind: 'case', id: caseId };
        const sealed = sealReasonOf(sealing, subject, reason);
        await record(tx, [actBy(by, at, { what: 'case:end', subject, reason: sealed })]);
        return true;
      });
      return isOurs ? ok(null) : refuse({ code: 'case_not_open' });
    },
  };
}
