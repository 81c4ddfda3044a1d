import { readGeneratorConfig } from '../../../services/generator/config.js';
import { callServerStream } from '../../../services/shared/grpc/client/calls.js';
import { createGrpcClient } from '../../../services/shared/grpc/client/create-client.js';
import { GeneratorService } from '../../../services/shared/grpc/definitions.js';
import type { GenerateRequest__Output } from '../../../services/shared/grpc/generated/dezenas/v1/GenerateRequest.js';
import type { GenerateResponse__Output } from '../../../services/shared/grpc/generated/dezenas/v1/GenerateResponse.js';
import { readInternalSecurity } from '../../../services/shared/grpc/hardening/server-security.js';
import { serverStream } from '../../../services/shared/grpc/server/handlers.js';
import { type GrpcServer, startGrpcServer } from '../../../services/shared/grpc/server/server.js';
import { createLogger } from '../../../services/shared/observability/logging.js';
import { installWorkarounds } from '../process/install-workarounds.js';

export interface Fault {
  /** Returns the request that the real generator gets instead. */
  request?: (request: GenerateRequest__Output) => GenerateRequest__Output;
  /** Returns the message that replaces a message of the answer; undefined drops the message. */
  answer?: (message: GenerateResponse__Output) => Promise<GenerateResponse__Output | undefined> | GenerateResponse__Output | undefined;
}

/** Starts a generator that forwards each call to a real generator and puts a fault into the request or the answer. */
export async function startFaultyGenerator(address: string, { request = (as) => as, answer = (as) => as }: Fault): Promise<GrpcServer> {
  installWorkarounds();
  const logger = createLogger('test', 'silent');
  const real = createGrpcClient(GeneratorService, address);
  const server = await startGrpcServer({
    host: '127.0.0.1',
    port: 0,
    drainMs: 0,
    security: readInternalSecurity(readGeneratorConfig({}), logger),
    logger,
    services: [
      {
        definition: GeneratorService.service,
        implementation: {
          Generate: serverStream(logger, async function* (received: GenerateRequest__Output, { signal }) {
            const messages = callServerStream<GenerateRequest__Output, GenerateResponse__Output>(
              real.Generate.bind(real),
              request(received),
              {
                signal,
              },
            );
            for await (const message of messages) {
              const replacement = await answer(message);
              if (replacement) yield replacement;
            }
          }),
        },
      },
    ],
  });
  return {
    ...server,
    stop: async () => {
      await server.stop();
      real.close();
    },
  };
}
