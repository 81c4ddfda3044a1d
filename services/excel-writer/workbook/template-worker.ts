/**
 * Runs in a thread of its own: exceljs takes a third of a second to load and a template some 20 ms to make, during which
 * the service would answer nobody.
 */

import { move } from 'piscina';
import type { TemplateTask } from './template-task.js';
import { buildTemplate } from './workbook-template.js';

export default async function runTemplateTask({ description, file, totals }: TemplateTask): Promise<Uint8Array> {
  return move(await buildTemplate(description, file, totals)) as unknown as Uint8Array;
}
