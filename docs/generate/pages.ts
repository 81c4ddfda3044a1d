import { fileURLToPath } from 'node:url';
import { apiPage } from './api.js';
import { readDescriptors } from './descriptors.js';
import { SCHEMAS, settingsPage } from './settings.js';

/** From dist/docs/generate/ to docs/. */
const FOLDER = new URL('../../../docs/', import.meta.url);

/** The pages that are made from the source. */
export const PAGES = [
  { name: 'settings.md', text: async () => settingsPage(SCHEMAS) },
  { name: 'api.md', text: async () => apiPage(await readDescriptors()) },
].map(({ name, text }) => ({ name, file: fileURLToPath(new URL(name, FOLDER)), text }));
