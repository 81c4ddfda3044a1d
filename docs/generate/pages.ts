import { fileURLToPath } from 'node:url';
import { apiPage } from './api.js';
import { cliPage } from './cli.js';
import { readDescriptors } from './descriptors.js';
import { lotteriesPage } from './lotteries.js';
import { metricsPage } from './metrics.js';
import { rulesPage } from './rules.js';
import { scoresPage } from './scores.js';
import { SCHEMAS, settingsPage } from './settings.js';

/** The folder docs/reference/, relative to dist/docs/generate/. */
const FOLDER = new URL('../../../docs/reference/', import.meta.url);

/** The pages that are generated from the source code. */
export const PAGES = [
  { name: 'api.md', text: async () => apiPage(await readDescriptors()) },
  { name: 'cli.md', text: cliPage },
  { name: 'lotteries.md', text: async () => lotteriesPage() },
  { name: 'metrics.md', text: async () => metricsPage() },
  { name: 'rules.md', text: async () => rulesPage() },
  { name: 'scores.md', text: async () => scoresPage() },
  { name: 'settings.md', text: async () => settingsPage(SCHEMAS) },
].map(({ name, text }) => ({ name, file: fileURLToPath(new URL(name, FOLDER)), text }));
