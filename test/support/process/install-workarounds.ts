import { handleFailedCommits } from '../../../services/orchestrator/storage/lmdb/workarounds/failed-commits.js';
import { keepClosingSessionsAlive } from '../../../services/shared/grpc/workarounds/closing-sessions.js';

/** Installs the workarounds that the main.ts of a service installs, for tests with services or clients in their own process. */
export function installWorkarounds(): void {
  keepClosingSessionsAlive();
  handleFailedCommits();
}
