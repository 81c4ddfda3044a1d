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
import { closeStreamIn } from '../workarounds/open-streams.js';

/** Longer than any request for a service that there is; a longer one names none. */
const SHORT: RequestLimits = { single: 256, streamed: 256 };
/** Watches at once, of all callers; past it the oldest ends, and its caller may begin anew. */
const MAX_WATCHES = 1_000;
/** Until the caller of a watch that ended has read it. */
const UNREAD_MS = 1_000;

type Check = ServerUnaryCall<{ service: string }, { status: string }>;
type Watch = ServerWritableStream<{ service: string }, { status: string }>;

/** `grpc.health.v1` of one server. */
export interface HealthService {
  setServing(serving: boolean): void;
  /** Ends the watches: their callers would hold up a server that stops. */
  end(): void;
}

/**
 * Answers for the server as a whole and for each of its services. Anyone may ask, without a token: nothing of a name that is
 * not known is kept or said again, as the library does.
 */
export function addHealth(server: Server, services: string[], serving: boolean): HealthService {
  const names = ['', ...services];
  const status = (is: boolean) => (is ? 'SERVING' : 'NOT_SERVING');
  const health = new HealthImplementation(Object.fromEntries(names.map((name) => [name, status(serving)])));
  const watches = new Set<Watch>();
  const end = (watch: Watch) => {
    watches.delete(watch);
    watch.end();
    closeStreamIn(UNREAD_MS, watch.metadata);
  };
  health.addToServer({
    addService: (definition, implementation) => {
      const check = (call: Check, callback: sendUnaryData<{ status: string }>) => {
        if (names.includes(call.request.service)) (implementation.check as (...given: unknown[]) => void)(call, callback);
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
      server.addService(boundRequests(definition as ServiceDefinition, SHORT), { ...implementation, check, watch } as Parameters<
        Server['addService']
      >[1]);
    },
  });
  return {
    setServing: (is) => {
      for (const name of names) health.setStatus(name, status(is));
    },
    end: () => {
      for (const watch of watches) end(watch);
    },
  };
}
