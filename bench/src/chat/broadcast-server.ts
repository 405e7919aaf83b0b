import { createServer } from 'node:http';
import { WebSocketServer, type WebSocket } from 'ws';

/** The least that a chat can do: what one says, all of the room (the path) get, as it came. Nothing is kept or checked. */
const rooms = new Map<string, Set<WebSocket>>();
const http = createServer((_, response) => response.end('ok'));
const server = new WebSocketServer({ server: http, perMessageDeflate: false });

server.on('connection', (socket, request) => {
  const url = request.url ?? '';
  const room = rooms.get(url) ?? new Set();
  rooms.set(url, room.add(socket));
  socket.on('close', () => room.delete(socket));
  socket.on('message', (octets: Buffer) => {
    for (const each of room) each.send(octets, { binary: false });
  });
});
http.listen(Number(process.argv[2]), '127.0.0.1');
