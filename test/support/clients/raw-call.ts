import { type ClientHttp2Stream, connect } from 'node:http2';

/** A call as HTTP/2 has it, over a connection of its own: what no client library would send, or leave unread. */
export interface RawCall {
  stream: ClientHttp2Stream;
  close(): void;
}

export function rawCall(address: string, path: string, headers: Record<string, string> = {}): RawCall {
  const session = connect(`http://${address}`).on('error', () => {});
  const stream = session.request({ ':method': 'POST', ':path': path, te: 'trailers', 'content-type': 'application/grpc', ...headers });
  stream.on('error', () => {});
  return { stream, close: () => session.destroy() };
}

/** A message as gRPC frames it. */
export function messageBytes(message: Uint8Array, compressed = false): Buffer {
  const prefix = Buffer.alloc(5);
  prefix[0] = compressed ? 1 : 0;
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

/** What the call ends with: its grpc-status and its words. */
export async function statusOf({ stream, close }: RawCall): Promise<{ code: number; message: string }> {
  const status = await new Promise<Record<string, unknown>>((resolve) => {
    const take = (headers: Record<string, unknown>) => {
      if (headers['grpc-status'] !== undefined) resolve(headers);
    };
    stream
      .on('response', take)
      .on('trailers', take)
      .on('close', () => resolve({}))
      .resume();
  });
  close();
  return { code: Number(status['grpc-status']), message: decodeURI(String(status['grpc-message'] ?? '')) };
}
