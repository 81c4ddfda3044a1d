import { type ClientHttp2Stream, connect } from 'node:http2';

/** A gRPC call as a plain HTTP/2 stream on a connection of its own, for messages that no client library would send or leave unread. */
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

/** Returns a message in the length-prefixed framing of gRPC. */
export function messageBytes(message: Uint8Array, compressed = false): Buffer {
  const prefix = Buffer.alloc(5);
  prefix[0] = compressed ? 1 : 0;
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

/** Waits for the end of the call. @returns its grpc-status and grpc-message. */
export async function statusOf({ stream, close }: RawCall): Promise<{ code: number; message: string }> {
  const status = await new Promise<Record<string, unknown>>((resolve) => {
    const resolveStatus = (headers: Record<string, unknown>) => {
      if (headers['grpc-status'] !== undefined) resolve(headers);
    };
    stream
      .on('response', resolveStatus)
      .on('trailers', resolveStatus)
      .on('close', () => resolve({}))
      .resume();
  });
  close();
  return { code: Number(status['grpc-status']), message: decodeURI(String(status['grpc-message'] ?? '')) };
}
