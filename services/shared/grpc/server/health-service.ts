import {
  status as Code,
  type Server,
  type ServerUnaryCall,
  type ServerWritableStream,
  type ServiceDefinition,
  type sendUnaryData,
} from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';
import { boundRequests, type RequestLimits } from '../read-requests.js';
import { closeStreamAfter } from '../workarounds/open-streams.js';

/** More than any request for an existing service needs. */
const REQUEST_LIMITS: RequestLimits = { single: 256, streamed: 256 };
/** Maximum number of watches of all callers. At the limit, the oldest watch ends, and its caller can start a new one. */
const MAX_WATCHES = 1_000;
/** How long the caller of an ended watch may take to read unread answers. */
const UNREAD_MS = 1_000;

type Check = ServerUnaryCall<{ service: string }, { status: string }>;
type Watch = ServerWritableStream<{ service: string }, { status: string }>;

/** The service `grpc.health.v1` of one server. */
export interface HealthService {
  setServing(serving: boolean): void;
  /** Ends all watches, which would delay the stop of the server. */
  endWatches(): void;
}

/**
 * Adds `grpc.health.v1` for the server as a whole and for each service. Callers need no token, so the names of unknown services are neither
 * stored nor repeated in answers; the library does both.
 */
export function addHealth(server: Server, services: string[], serving: boolean): HealthService {
  const names = ['', ...services];
  const statusOf = (isServing: boolean) => (isServing ? 'SERVING' : 'NOT_SERVING');
  const health = new HealthImplementation(Object.fromEntries(names.map((name) => [name, statusOf(serving)])));
  const watches = new Set<Watch>();
  const end = (watch: Watch) => {
    watches.delete(watch);
    watch.end();
    closeStreamAfter(UNREAD_MS, watch.metadata);
  };
  health.addToServer({
    addService: (definition, implementation) => {
      const check = (call: Check, callback: sendUnaryData<{ status: string }>) => {
        if (names.includes(call.request.service)) (implementation.check as (...parameters: unknown[]) => void)(call, callback);
        else callback({ code: Code.NOT_FOUND, details: 'the server has no such service' });
      };
      const watch = (call: Watch) => {
        const [oldest] = watches;
        if (watches.size >= MAX_WATCHES) end(oldest);
        watches.add(call);
        call.on('cancelled', () => watches.delete(call));
        if (names.includes(call.request.service)) (implementation.watch as (call: Watch) => void)(call);
        else call.write({ status: 'SERVICE_UNKNOWN' });
      };
      server.addService(boundRequests(definition as ServiceDefinition, REQUEST_LIMITS), { ...implementation, check, watch } as Parameters<
        Server['addService']
      >[1]);
    },
  });
  return {
    setServing: (isServing) => {
      for (const name of names) health.setStatus(name, statusOf(isServing));
    },
    endWatches: () => {
      for (const watch of watches) end(watch);
    },
  };
}
