/** Reads the descriptors that buf makes of the proto files (google.protobuf.FileDescriptorProto as JSON), with the comments of the source. */

import { readFile } from 'node:fs/promises';

export interface FieldDescriptor {
  name: string;
  label?: string;
  type: string;
  typeName?: string;
  oneofIndex?: number;
  proto3Optional?: boolean;
}

export interface MessageDescriptor {
  name: string;
  field?: FieldDescriptor[];
  oneofDecl?: { name: string }[];
}

export interface EnumDescriptor {
  name: string;
  value: { name: string }[];
}

export interface MethodDescriptor {
  name: string;
  inputType: string;
  outputType: string;
  clientStreaming?: boolean;
  serverStreaming?: boolean;
}

export interface FileDescriptor {
  name: string;
  package: string;
  messageType?: MessageDescriptor[];
  enumType?: EnumDescriptor[];
  service?: { name: string; method: MethodDescriptor[] }[];
  sourceCodeInfo: { location: { path?: number[]; leadingComments?: string }[] };
}

/** Reads the output of `npm run build:descriptors`. */
export async function readDescriptors(): Promise<FileDescriptor[]> {
  const { file } = JSON.parse(await readFile(new URL('../../proto.json', import.meta.url), 'utf8')) as { file: FileDescriptor[] };
  return file;
}

/** Finds the comment of the element at a path of google.protobuf.SourceCodeInfo, in one line, or an empty text without a comment. */
export function commentsOf({ sourceCodeInfo }: FileDescriptor): (path: number[]) => string {
  const comments = new Map(sourceCodeInfo.location.map(({ path = [], leadingComments = '' }) => [path.join('.'), leadingComments]));
  return (path) => (comments.get(path.join('.')) ?? '').trim().replaceAll(/\s*\n\s*/g, ' ');
}
