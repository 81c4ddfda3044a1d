/** Server reflection: how grpcurl and other tools learn the API without a proto file. */

import { readFileSync } from 'node:fs';
import type { Server } from '@grpc/grpc-js';
import type { PackageDefinition } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';

/**
 * Descriptors made by buf at build time. Those that proto-loader derives lack their imports and absolute type names, and
 * tools cannot resolve google.protobuf.Timestamp with them (grpc-node issue 2958).
 */
const SETS = ['./dezenas.binpb', './health.binpb'];

/** @param services full names of the services to list. */
export function addReflection(server: Server, services: string[]): void {
  const fileDescriptorProtos = SETS.flatMap((name) => filesOf(readFileSync(new URL(name, import.meta.url))));
  const definition = { descriptors: { fileDescriptorProtos } } as unknown as PackageDefinition;
  new ReflectionService(definition, { services: [...services, 'grpc.health.v1.Health'] }).addToServer(server);
}

/** The encoded files of a google.protobuf.FileDescriptorSet: field 1, length-delimited, repeated. */
function filesOf(set: Buffer): Buffer[] {
  const files: Buffer[] = [];
  for (let at = 0; at < set.length; ) {
    at++;
    let length = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = set[at++];
      length |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    files.push(set.subarray(at, at + length));
    at += length;
  }
  return files;
}
