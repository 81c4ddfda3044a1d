import type { ExcelWriterConfig } from '../config.js';
import { LocalWorkbookStore } from './local-store.js';
import type { WorkbookStore } from './workbook-store.js';

/** The store the settings name: a bucket when there is one, else a folder. */
export async function createStore(config: ExcelWriterConfig): Promise<WorkbookStore> {
  const { S3_BUCKET: bucket, S3_PREFIX: prefix, S3_REGION: region, S3_ENDPOINT: endpoint } = config;
  if (!bucket) return new LocalWorkbookStore(config.WORKBOOK_DIR);
  // Its client takes long to load.
  const { S3WorkbookStore } = await import('./s3-store.js');
  return new S3WorkbookStore({ bucket, prefix, region, endpoint });
}
