import { handleFailedCommits } from '../../services/orchestrator/storage/lmdb/workarounds/failed-commits.js';
import { keepClosingSessionsAlive } from '../../services/shared/grpc/workarounds/closing-sessions.js';

/** What a process with services of its own installs when it starts: for services that run in the process of a test. */
export function installWorkarounds(): void {
  keepClosingSessionsAlive();
  handleFailedCommits();
}
