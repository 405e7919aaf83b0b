export { AccessHints } from './access-hints.js';
export { chatAccessRoutes } from './chat-access.routes.js';
export { RoomDirectory } from './room-directory.js';
export { Room } from './room.model.js';
export { ticketRoutes } from './ticket.routes.js';
export { TicketService } from './ticket.service.js';
