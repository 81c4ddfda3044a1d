import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { apiPage } from '../../docs/generate/api.js';
import { type FileDescriptor, readDescriptors } from '../../docs/generate/descriptors.js';
import { type SettingsSchemas, settingsPage } from '../../docs/generate/settings.js';
import { integer } from '../../services/shared/config/read-config.js';

const NUMBER = integer(1, 9).default(3);
const GROUPS = [{ title: 'All', text: 'All settings.', names: ['SPEED', 'NAME'] }];
const page = (schemas: SettingsSchemas) => settingsPage(schemas, GROUPS);

describe('the generated page of settings', () => {
  it('shows the default and the bounds of the schema', () => {
    expect(page({ generator: z.object({ SPEED: NUMBER.describe('How fast.') }) })).toContain(
      '| `SPEED` | all | `3` | 1 to 9 | How fast. |',
    );
  });

  it('refuses settings without a description or without the allowed values', () => {
    expect(() => page({ generator: z.object({ SPEED: NUMBER }) })).toThrow('SPEED of generator has no description');
    const bare = z.object({ NAME: z.string().describe('A name.') });
    expect(() => page({ generator: bare })).toThrow('NAME of generator does not say what is allowed');
  });

  it('refuses a setting that belongs to no group', () => {
    const schema = z.object({ COLOUR: NUMBER.describe('Which colour.') });
    expect(() => page({ generator: schema })).toThrow('no group: COLOUR');
  });

  it('refuses a setting that means different things', () => {
    const [a, b] = ['One.', 'Another.'].map((text) => z.object({ SPEED: NUMBER.describe(text) }));
    expect(() => page({ generator: a, orchestrator: b })).toThrow('SPEED means different things');
  });
});

describe('the generated page of the API', () => {
  it('refuses elements without a comment, and names all of them', async () => {
    const silent = (await readDescriptors()).map((file): FileDescriptor => ({ ...file, sourceCodeInfo: { location: [] } }));
    expect(() => apiPage(silent)).toThrow(/no comment: .*JobService\.CreateJob.*Job\.id.*JOB_STATE_QUEUED/s);
  });
});
