/**
 * The boundaries between the folders of services/: who may import whom, and which folder may use which package.
 * `npm run lint` checks them. docs/explanation/architecture.md explains the order of the folders.
 */

const services = ['generator', 'orchestrator', 'excel-writer', 'client'];

/** The rooms of services/, from the foundation up. A room imports only rooms listed before it. */
const rooms = ['shared', 'core', 'domain'];

/** The rooms of the orchestrator, from the foundation up. */
const orchestratorRooms = ['storage', 'draws', 'game-spec', 'generation', 'workbooks', 'jobs', 'estimate', 'judging', 'api'];

/** The rooms of the excel-writer, from the foundation up. */
const excelWriterRooms = ['plan', 'store', 'games', 'rows', 'zip', 'workbook', 'files'];

/** The rooms of the client, and those of its command line, from the foundation up. */
const clientRooms = ['library', 'cli'];
const commandRooms = ['texts', 'output', 'completion', 'options', 'run', 'commands'];

/** Packages with one home: every other file of services/ reaches them through that home. */
const homes = {
  '@grpc/(grpc-js|proto-loader|reflection)|grpc-health-check': '^services/shared/grpc/',
  '@opentelemetry/.*|prom-client': '^services/shared/observability/',
  pino: '^services/shared/observability/logging[.]ts$',
  piscina: '^services/(shared/threads/|generator/chunk-worker[.]ts$|.*-(worker|thread)[.]ts$)',
  exceljs: '^services/excel-writer/workbook/',
  '@aws-sdk/.*': '^services/excel-writer/store/s3-store[.]ts$',
  'yauzl|csv-parse': '^services/shared/tables/',
  lmdb: '^services/orchestrator/(storage/lmdb|jobs/store/embedded)/',
  'ioredis|bullmq': '^services/orchestrator/(storage/redis|jobs/store/cluster)/',
  'commander|cli-progress|@bomb[.]sh/tab': '^services/client/(main[.]ts$|cli/)',
};

/** The files that translate between messages and the domain. */
const edges = [
  'service[.]ts$',
  '-(messages|handlers|client)[.]ts$',
  'core/batch[.]ts$',
  'domain/game-spec/summary[.]ts$',
  'orchestrator/api/(check-games|create-job|download-workbook|estimate-job|list-jobs|validate-games)[.]ts$',
  'orchestrator/game-spec/resolve-.*[.]ts$',
  'excel-writer/plan/workbook-description[.]ts$',
  'client/library/',
  'shared/grpc/',
];

const above = (order, room, folder) =>
  order
    .slice(order.indexOf(room) + 1)
    .map((other) => `${folder}${other}/`)
    .join('|');

const pointDown = (order, folder) =>
  order.slice(0, -1).map((room) => ({
    name: `${folder}${room}-imports-only-what-is-below`,
    severity: 'error',
    from: { path: `^${folder}${room}/` },
    to: { path: `^(${above(order, room, folder)})` },
  }));

export default {
  forbidden: [
    { name: 'no-cycle-of-files', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-cycle-of-folders', severity: 'error', scope: 'folder', from: {}, to: { circular: true } },
    ...pointDown([...rooms, `(${services.join('|')})`], 'services/'),
    ...pointDown(orchestratorRooms, 'services/orchestrator/'),
    ...pointDown(excelWriterRooms, 'services/excel-writer/'),
    ...pointDown(clientRooms, 'services/client/'),
    ...pointDown(commandRooms, 'services/client/cli/'),
    ...services.map((service) => ({
      name: `${service}-imports-no-other-service`,
      severity: 'error',
      from: { path: `^services/${service}/`, pathNot: '^services/client/cli/run/embedded[.]ts$' },
      to: { path: `^services/(${services.filter((other) => other !== service).join('|')})/` },
    })),
    ...Object.entries(homes).map(([packages, home]) => ({
      name: `one-home-for-${packages.split(/[^a-z-]/).filter(Boolean)[0]}`,
      severity: 'error',
      from: { path: '^services/', pathNot: home },
      to: { path: `node_modules/(${packages})/` },
    })),
    {
      name: 'generated-types-stop-at-the-edge',
      severity: 'error',
      from: { path: '^services/', pathNot: edges },
      to: { path: '^services/shared/grpc/generated/' },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', 'services/shared/grpc/generated/'] },
    parser: 'swc',
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.d.ts'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
