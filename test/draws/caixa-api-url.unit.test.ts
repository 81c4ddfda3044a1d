import { describe, expect, it } from 'vitest';
import { readOrchestratorConfig } from '../../services/orchestrator/config.js';

describe('CAIXA_API_URL', () => {
  it.each(['ftp://x/api', 'file:///etc/passwd', 'x', 'http://user:secret@x/', 'http://x/?a=b', 'http://x/#a'])(
    'is not %s',
    (CAIXA_API_URL) => {
      expect(() => readOrchestratorConfig({ CAIXA_API_URL })).toThrow(/CAIXA_API_URL: must be an http or https URL/);
    },
  );
});
