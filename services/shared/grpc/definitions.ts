/** Loads proto/ once per process. */

import { fileURLToPath } from 'node:url';
import { loadPackageDefinition, type ServiceDefinition } from '@grpc/grpc-js';
import { loadSync, type MessageTypeDefinition } from '@grpc/proto-loader';
import type { ProtoGrpcType as CatalogueProto } from './generated/catalogue_service.js';
import type { ProtoGrpcType as DrawProto } from './generated/draw_service.js';
import type { ProtoGrpcType as ErrorDetailsProto } from './generated/error_details.js';
import type { ProtoGrpcType as ExcelWriterProto } from './generated/excel_writer_service.js';
import type { ProtoGrpcType as GeneratorProto } from './generated/generator_service.js';
import type { ProtoGrpcType as JobProto } from './generated/job_service.js';
import type { ProtoGrpcType as StatusProto } from './generated/status.js';

// From dist/services/shared/grpc/ to the package's proto/.
const protoFolder = fileURLToPath(new URL('../../../../proto', import.meta.url));

const packageDefinition = loadSync(
  [
    'dezenas/v1/generator_service.proto',
    'dezenas/v1/job_service.proto',
    'dezenas/v1/draw_service.proto',
    'dezenas/v1/catalogue_service.proto',
    'dezenas/v1/excel_writer_service.proto',
    'dezenas/v1/stored_job.proto',
    'google/rpc/status.proto',
    'google/rpc/error_details.proto',
  ],
  { includeDirs: [protoFolder], longs: String, enums: String, bytes: Buffer, defaults: true, oneofs: true },
);

type Grpc = GeneratorProto & JobProto & DrawProto & CatalogueProto & ExcelWriterProto & StatusProto & ErrorDetailsProto;
const loaded = loadPackageDefinition(packageDefinition) as unknown as Grpc;

/** Client constructors. Each one has its service definition in `service`. */
export const { JobService, DrawService, CatalogueService, GeneratorService, ExcelWriterService } = loaded.dezenas
  .v1 as Grpc['dezenas']['v1'] &
  JobProto['dezenas']['v1'] &
  DrawProto['dezenas']['v1'] &
  CatalogueProto['dezenas']['v1'] &
  GeneratorProto['dezenas']['v1'] &
  ExcelWriterProto['dezenas']['v1'];

/** Returns the encoder and decoder of a message type, such as `google.rpc.Status`. */
export function messageType(name: string): MessageTypeDefinition<object, object> {
  const definition = packageDefinition[name];
  if (!definition || !('format' in definition)) throw new Error(`no message ${name} in proto/`);
  return definition as MessageTypeDefinition<object, object>;
}

/** Returns the full name of a service, such as `dezenas.v1.JobService`. */
export function serviceName(definition: ServiceDefinition): string {
  const [method] = Object.values(definition);
  if (!method) throw new Error('a service without methods');
  return method.path.split('/')[1] as string;
}
