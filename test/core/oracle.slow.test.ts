import { describe, expect, it } from 'vitest';
import { Core } from '../../services/core/core.js';
import { loadCoreModule } from '../../services/core/core-module.js';
import { LOTTERIES } from '../../services/domain/lotteries/catalogue.js';
import { isMeaningful } from '../../services/domain/rules/rule.js';
import { SEED } from '../support/data/random.js';
import { ASKED, agreeOnRandomRules } from './agreement.js';

const core = new Core(loadCoreModule());

describe(`the core agrees with the plain oracle on random sets of all rules (seed ${SEED})`, () => {
  it.each(LOTTERIES.map((lottery) => [lottery.name, lottery] as const))(
    'and each rule is the first broken one of some of 204,000 random games of %s',
    async (_name, lottery) => {
      const rejecting = await agreeOnRandomRules(core, lottery, 600);
      // But for the rules that nothing random breaks.
      const idle = lottery.minPicks > 6 ? /^not-/ : /^not-the-/;
      expect(rejecting).toContain('at-least');
      expect(
        ASKED.filter((rule) => isMeaningful(rule, lottery))
          .map(({ id }) => id)
          .filter((rule) => !rejecting.has(rule) && !idle.test(rule)),
      ).toEqual([]);
    },
  );
});
