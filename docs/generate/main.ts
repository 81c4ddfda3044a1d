/** `npm run docs` writes the pages that are generated from the source code. */

import { writeFile } from 'node:fs/promises';
import { PAGES } from './pages.js';

for (const { file, text } of PAGES) await writeFile(file, await text());
