import { connect } from 'node:http2';

/** Sends one message, given as bytes, and returns the gRPC status of the call. */
export async function callStatus(address: string, path: string, message: Buffer, headers: Record<string, string> = {}): Promise<string> {
  const session = connect(`http://${address}`);
  const stream = session.request({ ':method': 'POST', ':path': path, 'content-type': 'application/grpc', te: 'trailers', ...headers });
  const status = new Promise<string>((resolve, reject) => {
    const check = (fields: Record<string, unknown>) => fields['grpc-status'] !== undefined && resolve(String(fields['grpc-status']));
    stream.on('response', check).on('trailers', check).on('error', reject);
  });
  stream.resume();
  stream.end(message);
  try {
    return await status;
  } finally {
    session.destroy();
  }
}
