import { connect } from 'node:net';

/**
 * Sends bytes as they are, which a well-behaved client would not, and reads the one answer: it must
 * be problem+json, and the other side must hang up after it.
 */
export async function sendRaw(
  address: string,
  bytes: string,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const { hostname, port } = new URL(address);
  const socket = connect(Number(port), hostname);
  socket.write(bytes);
  let answer = '';
  for await (const chunk of socket) answer += String(chunk);
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  if (!head.includes('application/problem+json')) throw new Error(`not problem+json: ${answer}`);
  return {
    status: Number(head.split(' ')[1]),
    body: JSON.parse(body.replace(/^[0-9a-f]+\r\n/, '').split('\r\n')[0] ?? '') as Record<
      string,
      unknown
    >,
  };
}
