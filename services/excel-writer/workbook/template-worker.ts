/**
 * Runs in a separate thread: exceljs takes a third of a second to load and about 20 ms to build a template, and would block the service
 * meanwhile.
 */

import { move } from 'piscina';
import type { TemplateTask } from './template-task.js';
import { buildTemplate } from './workbook-template.js';

export default async function runTemplateTask({ description, file, totals }: TemplateTask): Promise<Uint8Array> {
  return move(await buildTemplate(description, file, totals)) as unknown as Uint8Array;
}
