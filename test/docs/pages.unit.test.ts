import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { apiPage } from '../../docs/generate/api.js';
import { type FileDescriptor, readDescriptors } from '../../docs/generate/descriptors.js';
import { settingsPage } from '../../docs/generate/settings.js';
import { integer } from '../../services/shared/config/read-config.js';

const NUMBER = integer(1, 9).default(3);

describe('the page of settings', () => {
  it('shows default and bounds of the schema', () => {
    expect(settingsPage({ generator: z.object({ SPEED: NUMBER.describe('How fast.') }) })).toContain(
      '| `SPEED` | all | `3` | 1 to 9 | How fast. |',
    );
  });

  it('refuses settings that do not say what they are', () => {
    expect(() => settingsPage({ generator: z.object({ SPEED: NUMBER }) })).toThrow('SPEED of generator has no description');
    const bare = z.object({ NAME: z.string().describe('A name.') });
    expect(() => settingsPage({ generator: bare })).toThrow('NAME of generator does not say what is allowed');
  });

  it('refuses a setting that means different things', () => {
    const [a, b] = ['One.', 'Another.'].map((text) => z.object({ SPEED: NUMBER.describe(text) }));
    expect(() => settingsPage({ generator: a, orchestrator: b })).toThrow('SPEED means different things');
  });
});

describe('the page of the API', () => {
  it('refuses elements without a comment, all at once', async () => {
    const silent = (await readDescriptors()).map((file): FileDescriptor => ({ ...file, sourceCodeInfo: { location: [] } }));
    expect(() => apiPage(silent)).toThrow(/no comment: .*JobService\.CreateJob.*Job\.id.*JOB_STATE_QUEUED/s);
  });
});
