import type { Server, ServerWritableStream } from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';

type Watch = ServerWritableStream<{ service: string }, { status: string }>;

/** `grpc.health.v1` of one server. */
export interface HealthService {
  setServing(serving: boolean): void;
  /** Ends the watches: their callers would hold up a server that stops. */
  end(): void;
}

/**
 * Answers for the server as a whole and for each of its services. Anyone may ask: whatever name a watch is for, nothing of
 * it is kept beyond its call, which the library does for names it does not know.
 */
export function addHealth(server: Server, services: string[], serving: boolean): HealthService {
  const names = ['', ...services];
  const status = (is: boolean) => (is ? 'SERVING' : 'NOT_SERVING');
  const health = new HealthImplementation(Object.fromEntries(names.map((name) => [name, status(serving)])));
  const watches = new Set<Watch>();
  health.addToServer({
    addService: (definition, implementation) => {
      const watch = (call: Watch) => {
        watches.add(call);
        call.on('cancelled', () => watches.delete(call));
        if (names.includes(call.request.service)) (implementation.watch as (call: Watch) => void)(call);
        else call.write({ status: 'SERVICE_UNKNOWN' });
      };
      server.addService(
        definition as Parameters<Server['addService']>[0],
        { ...implementation, watch } as Parameters<Server['addService']>[1],
      );
    },
  });
  return {
    setServing: (is) => {
      for (const name of names) health.setStatus(name, status(is));
    },
    end: () => {
      for (const watch of watches) watch.end();
    },
  };
}
