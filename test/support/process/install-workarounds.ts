import { handleFailedCommits } from '../../../services/orchestrator/storage/lmdb/workarounds/failed-commits.js';
import { keepClosingSessionsAlive } from '../../../services/shared/grpc/workarounds/closing-sessions.js';

/** What the main of a service installs: for a test whose own process has services or clients of services. */
export function installWorkarounds(): void {
  keepClosingSessionsAlive();
  handleFailedCommits();
}
