/** Writes docs/reference/rule-shares.md. The argument is a folder with a file of draws for each lottery, named as in the results API: megasena.csv. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { ruleSharesPage } from './rule-shares-page.js';

const [folder] = process.argv.slice(2);
if (!folder) throw new Error('give the folder with the draws: node dist/docs/generate/rule-shares.js FOLDER');
const page = await ruleSharesPage((name) => readFileSync(`${folder}/${name}.csv`));
mkdirSync('docs/reference', { recursive: true });
writeFileSync('docs/reference/rule-shares.md', page);
