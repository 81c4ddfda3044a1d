/** docs/settings.md, from the schemas that the services read their settings with. */

import { z } from 'zod';
import { excelWriterSettings } from '../../services/excel-writer/config.js';
import { generatorSettings } from '../../services/generator/config.js';
import { orchestratorSettings } from '../../services/orchestrator/config.js';

export type SettingsSchemas = Record<string, z.ZodObject>;

export const SCHEMAS: SettingsSchemas = {
  orchestrator: orchestratorSettings,
  generator: generatorSettings,
  'excel-writer': excelWriterSettings,
};

interface Setting {
  services: string[];
  /** By service. */
  defaults: string[];
  allowed: string;
  description: string;
}

const HEAD = `# Settings

Environment variables. An empty one counts as unset; a wrong one stops the start with its name and what is allowed. Made from the schemas of the
services by \`npm run docs\`; a test compares.

| variable | services | default | allowed | meaning |
|---|---|---|---|---|
`;

const TAIL = `
\`dezenas serve\` reads the settings of all three: \`HOST\`, \`PORT\`, TLS and tokens are the orchestrator's, and generator and excel-writer listen on
free ports of loopback. Commands that start services of their own (\`dezenas generate\` without \`--address\`) take the rest, with a log level of \`error\`.

Not of the services: \`DEZENAS_TOKEN\` is the token that commands show to a server, and \`ALLOW_INSECURE=true\` lets them show it, and call,
without TLS. The language of commands is that of \`LC_ALL\`, \`LC_MESSAGES\` or \`LANG\`. A bucket takes the variables of all S3 clients
(\`AWS_ACCESS_KEY_ID\`, \`AWS_SECRET_ACCESS_KEY\`, …), traces those of OpenTelemetry ([metrics.md](metrics.md#traces)).
`;

/** @throws Error naming the settings that do not say what they are. */
export function settingsPage(schemas: SettingsSchemas): string {
  const settings = new Map<string, Setting>();
  const problems: string[] = [];
  for (const [service, schema] of Object.entries(schemas)) {
    const { properties = {} } = z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' });
    for (const [name, property] of Object.entries(properties)) {
      const { description = '', allowed, standard } = describe(property as z.core.JSONSchema.JSONSchema);
      if (description === '') problems.push(`${name} of ${service} has no description`);
      if (allowed === '') problems.push(`${name} of ${service} does not say what is allowed`);
      const known = settings.get(name);
      if (known && (known.description !== description || known.allowed !== allowed)) problems.push(`${name} means different things`);
      if (known) {
        known.services.push(service);
        known.defaults.push(standard);
      } else settings.set(name, { services: [service], defaults: [standard], allowed, description });
    }
  }
  if (problems.length > 0) throw new Error(problems.join('; '));
  const all = Object.keys(schemas).length;
  const rows = [...settings].map(([name, setting]) => row(name, setting, all));
  return HEAD + rows.join('') + TAIL;
}

function describe(property: z.core.JSONSchema.JSONSchema): { description: string | undefined; allowed: string; standard: string } {
  const { description, enum: values, default: standard } = property;
  const { allowed, unset } = property as { allowed?: string; unset?: string };
  return {
    description,
    allowed: allowed ?? values?.map((value) => `\`${value}\``).join(', ') ?? '',
    standard: unset ?? (standard === undefined ? 'none' : `\`${standard}\``),
  };
}

function row(name: string, { services, defaults, allowed, description }: Setting, all: number): string {
  const whose = services.length === all ? 'all' : services.join(', ');
  const standard = new Set(defaults).size === 1 ? defaults[0] : defaults.map((value, i) => `${value} (${services[i]})`).join(', ');
  return `| \`${name}\` | ${whose} | ${standard} | ${allowed.replaceAll('|', '\\|')} | ${description} |\n`;
}
