import { it } from 'vitest';
import { Core } from '../../services/core/core.js';
import { loadCoreModule } from '../../services/core/core-module.js';
import { SEED } from '../support/data/random.js';
import { visitAllRanks } from './visit-all-ranks.js';

const core = new Core(loadCoreModule());

it(`the permutation of the space of Mega-Sena visits each of its 50 million games once (seed ${SEED})`, async () => {
  await visitAllRanks(core, 60, 6);
});
