/** Server reflection, from which grpcurl and other tools read the API without a proto file. */

import { readFileSync } from 'node:fs';
import type { handleBidiStreamingCall, MethodDefinition, Server, ServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';
import type { PackageDefinition } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';

/**
 * Descriptors that buf builds. The descriptors of proto-loader lack imports and absolute type names, so that tools cannot resolve
 * google.protobuf.Timestamp (grpc/grpc-node#2958).
 */
const SETS = ['../dezenas.binpb', '../health.binpb'];

const METHOD = 'ServerReflectionInfo';
/** Paths of reflection v1 and v1alpha. */
const PATHS = ['v1', 'v1alpha'].map((version) => `/grpc.reflection.${version}.ServerReflection/${METHOD}`);

interface Method {
  definition: MethodDefinition<unknown, unknown>;
  handle: handleBidiStreamingCall<unknown, unknown>;
}

/**
 * Adds reflection v1 and v1alpha. The descriptors are loaded at the first call, because loading takes much of a server's start, and few
 * servers receive such a call.
 * @param services full names of the services to list.
 */
export function addReflection(server: Server, services: string[]): void {
  let methods: Map<string, Method> | undefined;
  const methodAt = (path: string) => {
    methods ??= createReflection(services);
    return methods.get(path) as Method;
  };
  for (const path of PATHS) {
    const definition: MethodDefinition<unknown, unknown> = {
      path,
      requestStream: true,
      responseStream: true,
      requestSerialize: (message) => methodAt(path).definition.requestSerialize(message),
      requestDeserialize: (bytes) => methodAt(path).definition.requestDeserialize(bytes),
      responseSerialize: (message) => methodAt(path).definition.responseSerialize(message),
      responseDeserialize: (bytes) => methodAt(path).definition.responseDeserialize(bytes),
    };
    server.addService({ [METHOD]: definition }, { [METHOD]: (call: Parameters<Method['handle']>[0]) => methodAt(path).handle(call) });
  }
}

/** Creates the methods of both versions, by path. */
function createReflection(services: string[]): Map<string, Method> {
  const fileDescriptorProtos = SETS.flatMap((name) => splitFiles(readFileSync(new URL(name, import.meta.url))));
  const packageDefinition = { descriptors: { fileDescriptorProtos } } as unknown as PackageDefinition;
  const reflection = new ReflectionService(packageDefinition, { services: [...services, 'grpc.health.v1.Health'] });
  const methods = new Map<string, Method>();
  const addService = ({ [METHOD]: definition }: ServiceDefinition, { [METHOD]: handle }: UntypedServiceImplementation) => {
    methods.set(definition.path, { definition, handle: handle as Method['handle'] });
  };
  reflection.addToServer({ addService });
  return methods;
}

/** Splits an encoded google.protobuf.FileDescriptorSet into its encoded files: field 1, length-delimited, repeated. */
function splitFiles(set: Buffer): Buffer[] {
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
