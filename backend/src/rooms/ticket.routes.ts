import { Router } from 'express';
import type { Access } from '../platform/http/access.js';
import { actorOf } from '../platform/http/actor.js';
import type { RateLimit } from '../platform/http/rate-limit.js';
import type { TicketService } from './ticket.service.js';

export interface TicketRouteDeps {
  readonly tickets: TicketService;
  readonly access: Access;
  /** Tickets that one person may ask for. */
  readonly ticketLimit: RateLimit;
}

export function ticketRoutes({ tickets, access, ticketLimit }: TicketRouteDeps): Router {
  const router = Router();

  router.post('/chat-ticket', access.signedIn, async (req, res) => {
    const actor = actorOf(req);
    await ticketLimit.take(actor.userId);
    res.status(201).json(await tickets.issue(actor));
  });

  return router;
}
