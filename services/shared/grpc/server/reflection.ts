/** Server reflection: how grpcurl and other tools learn the API without a proto file. */

import { readFileSync } from 'node:fs';
import type { handleBidiStreamingCall, MethodDefinition, Server, ServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';
import type { PackageDefinition } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';

/**
 * Descriptors made by buf at build time. Those that proto-loader derives lack their imports and absolute type names, and
 * tools cannot resolve google.protobuf.Timestamp with them (grpc-node issue 2958).
 */
const SETS = ['../dezenas.binpb', '../health.binpb'];

const METHOD = 'ServerReflectionInfo';
/** Of the versions of the protocol. */
const PATHS = ['v1', 'v1alpha'].map((version) => `/grpc.reflection.${version}.ServerReflection/${METHOD}`);

interface Method {
  definition: MethodDefinition<unknown, unknown>;
  handle: handleBidiStreamingCall<unknown, unknown>;
}

/**
 * Made when it is first asked for: few servers ever are, and it is much of the work of their start.
 * @param services full names of the services to list.
 */
export function addReflection(server: Server, services: string[]): void {
  let made: Map<string, Method> | undefined;
  const methodAt = (path: string) => {
    made ??= makeReflection(services);
    return made.get(path) as Method;
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

/** The method of each version by its path. */
function makeReflection(services: string[]): Map<string, Method> {
  const fileDescriptorProtos = SETS.flatMap((name) => filesOf(readFileSync(new URL(name, import.meta.url))));
  const packageDefinition = { descriptors: { fileDescriptorProtos } } as unknown as PackageDefinition;
  const reflection = new ReflectionService(packageDefinition, { services: [...services, 'grpc.health.v1.Health'] });
  const methods = new Map<string, Method>();
  const addService = ({ [METHOD]: definition }: ServiceDefinition, { [METHOD]: handle }: UntypedServiceImplementation) => {
    methods.set(definition.path, { definition, handle: handle as Method['handle'] });
  };
  reflection.addToServer({ addService });
  return methods;
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
