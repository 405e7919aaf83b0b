import { WebSocketServer } from 'ws';

/** The least that a JSON-RPC server can do: answers every request at once. Prints its port when it listens. */
const server = new WebSocketServer({
  host: '127.0.0.1',
  port: Number(process.argv[2]),
  perMessageDeflate: false,
});
server.on('connection', (socket) => {
  socket.on('message', (data: Buffer) => {
    const { id } = JSON.parse(data.toString('utf8')) as { id: number };
    socket.send(JSON.stringify({ id, result: { id: 'echo', value: [] }, jsonrpc: '2.0' }));
  });
});
server.on('listening', () => {
  console.log('listening');
});
