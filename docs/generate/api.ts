/** docs/api.md, from the comments of proto/. */

import { commentsOf, type EnumDescriptor, type FieldDescriptor, type FileDescriptor, type MessageDescriptor } from './descriptors.js';

const PACKAGE = 'dezenas.v1';
/** Kept by the orchestrator, part of no service. */
const LEFT_OUT = 'dezenas/v1/stored_job.proto';
/** What clients call comes first. */
const FIRST = ['job_service', 'draw_service', 'catalogue_service', 'games'].map((name) => `dezenas/v1/${name}.proto`);

/** Field numbers of FileDescriptorProto, DescriptorProto, EnumDescriptorProto, ServiceDescriptorProto. */
const [FILE_MESSAGE, FILE_ENUM, FILE_SERVICE, MESSAGE_FIELD, ENUM_VALUE, SERVICE_METHOD] = [4, 5, 6, 2, 2, 2];

const HEAD = `# API

The gRPC API, package \`${PACKAGE}\`, made from the comments of [proto/dezenas/v1](../proto/dezenas/v1) by \`npm run docs\`; a test compares. Clients call
[JobService](#jobservice), [DrawService](#drawservice) and [CatalogueService](#catalogueservice), which the orchestrator serves; the orchestrator calls
[GeneratorService](#generatorservice) and [ExcelWriterService](#excelwriterservice).

Every server has \`grpc.health.v1.Health\` and, unless \`REFLECTION=false\`, server reflection. Times are UTC, sizes bytes, money hundredths of the currency of the
lottery. A field marked *optional* tells unset from 0; any other counts as left out when it is 0 or empty.

An error has a gRPC status, words for people, and in its details (\`grpc-status-details-bin\`) \`google.rpc.ErrorInfo\` with a \`reason\` for programs, domain
\`dezenas\`; wrong fields come all at once as \`google.rpc.BadRequest\`, and \`google.rpc.RetryInfo\` says when to try again. What every reason means:
[operations.md](operations.md#errors). Of any method: \`INVALID_ARGUMENT\` for a wrong field, \`UNAUTHENTICATED\` without a token where one is asked for,
\`RESOURCE_EXHAUSTED\` past a limit, \`UNAVAILABLE\` while a service stops or is away, \`INTERNAL\` for a defect, whose cause is in the log. Methods that name a job
answer \`NOT_FOUND\` for one that is unknown or forgotten.
`;

/** @throws Error naming every element that has no comment. */
export function apiPage(files: FileDescriptor[]): string {
  const own = files.filter((file) => file.package === PACKAGE && file.name !== LEFT_OUT);
  const order = ({ name }: FileDescriptor) => (FIRST.indexOf(name) + 1 || FIRST.length + 1).toString() + name;
  const sorted = own.toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
  const missing: string[] = [];
  const links = new Set(own.flatMap(({ messageType = [], enumType = [] }) => [...messageType, ...enumType]).map(({ name }) => name));
  const page = HEAD + sorted.map((file) => new FilePage(file, links, missing).text()).join('');
  if (missing.length > 0) throw new Error(`no comment: ${missing.join(', ')}`);
  return page;
}

class FilePage {
  readonly #file: FileDescriptor;
  readonly #links: ReadonlySet<string>;
  readonly #missing: string[];
  readonly #comment: (path: number[]) => string;

  /** @param links messages and enums that the page has. */
  constructor(file: FileDescriptor, links: ReadonlySet<string>, missing: string[]) {
    this.#file = file;
    this.#links = links;
    this.#missing = missing;
    this.#comment = commentsOf(file);
  }

  text(): string {
    const { service = [], messageType = [], enumType = [] } = this.#file;
    return [
      ...service.map((each, i) => this.#service(each, i)),
      ...(service.length === 0 ? [`\n## ${this.#file.name}\n`] : []),
      ...messageType.map((each, i) => this.#message(each, i)),
      ...enumType.map((each, i) => this.#enum(each, i)),
    ].join('');
  }

  #service({ name, method }: NonNullable<FileDescriptor['service']>[number], index: number): string {
    const rows = method.map(({ name: methodName, inputType, outputType, clientStreaming, serverStreaming }, i) => {
      const request = (clientStreaming ? 'stream ' : '') + this.#link(inputType);
      const answer = (serverStreaming ? 'stream ' : '') + this.#link(outputType);
      return `| \`${methodName}\` | ${request} | ${answer} | ${this.#say(`${name}.${methodName}`, [FILE_SERVICE, index, SERVICE_METHOD, i])} |\n`;
    });
    const head = '| method | request | answer | what it does |\n|---|---|---|---|\n';
    return `\n## ${name}\n\n${this.#say(name, [FILE_SERVICE, index])}\n\n${head}${rows.join('')}`;
  }

  #message({ name, field = [], oneofDecl = [] }: MessageDescriptor, index: number): string {
    const { service = [] } = this.#file;
    // What a request or an answer is for is said with its method.
    const ofMethod = service.some(({ method }) => method.some((each) => [each.inputType, each.outputType].includes(`.${PACKAGE}.${name}`)));
    const comment = ofMethod ? this.#comment([FILE_MESSAGE, index]) : this.#say(name, [FILE_MESSAGE, index]);
    const rows = field.map((each, i) => {
      const path = [FILE_MESSAGE, index, MESSAGE_FIELD, i];
      // A message or an enum says itself what it is.
      const meaning = each.typeName?.startsWith(`.${PACKAGE}.`) ? this.#comment(path) : this.#say(`${name}.${each.name}`, path);
      return `| \`${each.name}\` | ${this.#type(each, oneofDecl)} | ${cell(meaning)} |\n`;
    });
    const table = rows.length > 0 ? `\n| field | type | meaning |\n|---|---|---|\n${rows.join('')}` : '\nNo fields.\n';
    return `\n### ${name}\n${comment && `\n${comment}\n`}${table}`;
  }

  #enum({ name, value }: EnumDescriptor, index: number): string {
    // The first one is what a field is that was left out.
    const rows = value.slice(1).map((each, i) => {
      return `| \`${each.name}\` | ${cell(this.#say(each.name, [FILE_ENUM, index, ENUM_VALUE, i + 1]))} |\n`;
    });
    return `\n### ${name}\n\n${this.#say(name, [FILE_ENUM, index])}\n\n| value | meaning |\n|---|---|\n${rows.join('')}`;
  }

  #type({ type, typeName, label, oneofIndex, proto3Optional }: FieldDescriptor, oneofs: { name: string }[]): string {
    const plain = typeName ? this.#link(typeName) : type.replace('TYPE_', '').toLowerCase();
    if (label === 'LABEL_REPEATED') return `repeated ${plain}`;
    if (proto3Optional) return `optional ${plain}`;
    return oneofIndex === undefined ? plain : `${plain}, one of \`${oneofs[oneofIndex].name}\``;
  }

  #link(typeName: string): string {
    const name = typeName.slice(1).replace(`${PACKAGE}.`, '');
    return this.#links.has(name) ? `[${name}](#${name.toLowerCase()})` : name;
  }

  #say(element: string, path: number[]): string {
    const comment = this.#comment(path);
    if (comment === '') this.#missing.push(element);
    return comment;
  }
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
