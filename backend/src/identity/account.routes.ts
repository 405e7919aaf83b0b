import { UserId } from '@seodang/contracts/ids';
import { ChangePassword, UpdateRoles } from '@seodang/contracts/identity';
import { Router } from 'express';
import { z } from 'zod';
import { AppError } from '@seodang/server-kit/errors';
import type { Access } from '../platform/http/access.js';
import { actorOf } from '../platform/http/actor.js';
import { bodyOf } from '@seodang/server-kit/http/input';
import type { AccountService } from './account.service.js';
import type { DeviceService } from './device.service.js';
import type { RoleService } from './role.service.js';

export interface AccountRouteDeps {
  readonly accounts: AccountService;
  readonly devices: DeviceService;
  readonly roles: RoleService;
  readonly access: Access;
}

/** What guards an account: its password, where it is signed in, and its roles. */
export function accountRoutes({ accounts, devices, roles, access }: AccountRouteDeps): Router {
  const router = Router();

  router.post('/me/password', access.signedIn, async (req, res) => {
    await accounts.changePassword(actorOf(req), bodyOf(req, ChangePassword));
    res.status(204).end();
  });

  router.get('/me/sign-ins', access.signedIn, async (req, res) => {
    res.json(await devices.list(actorOf(req)));
  });

  router.delete('/me/sign-ins', access.signedIn, async (req, res) => {
    await devices.endOthers(actorOf(req));
    res.status(204).end();
  });

  router.delete('/me/sign-ins/:id', access.signedIn, async (req, res) => {
    await devices.end(actorOf(req), idOf(req.params['id'], z.uuid()));
    res.status(204).end();
  });

  router.put('/users/:id/roles', access.role('operator'), async (req, res) => {
    const userId = idOf(req.params['id'], UserId);
    res.json(await roles.change(actorOf(req), userId, bodyOf(req, UpdateRoles)));
  });

  return router;
}

function idOf<Kind extends z.ZodType<string>>(text: unknown, kind: Kind): z.output<Kind> {
  const id = kind.safeParse(text);
  if (!id.success) throw new AppError('request.not_found');
  return id.data;
}
