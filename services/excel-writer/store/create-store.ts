import type { ExcelWriterConfig } from '../config.js';
import { LocalWorkbookStore } from './local-store.js';
import type { WorkbookStore } from './workbook-store.js';

/** Creates the store of the settings: the bucket if S3_BUCKET is set, otherwise the folder. */
export async function createStore(config: ExcelWriterConfig): Promise<WorkbookStore> {
  const { S3_BUCKET: bucket, S3_PREFIX: prefix, S3_REGION: region, S3_ENDPOINT: endpoint } = config;
  if (!bucket) return new LocalWorkbookStore(config.WORKBOOK_DIR);
  // The S3 client takes long to load, so only services that use a bucket load it.
  const { S3WorkbookStore } = await import('./s3-store.js');
  return new S3WorkbookStore({ bucket, prefix, region, endpoint });
}
