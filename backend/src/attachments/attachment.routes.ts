import {
  AttachmentsQuestion,
  ForgetAttachmentsQuestion,
  type AttachmentsAnswer,
  type ForgetAttachmentsAnswer,
} from '@seodang/contracts/chat-access';
import { AttachmentId } from '@seodang/contracts/ids';
import { AttachmentQuery } from '@seodang/contracts/rooms';
import express, { raw, Router, type Request, type RequestHandler } from 'express';
import type { z } from 'zod';
import { AppError } from '@seodang/server-kit/errors';
import type { Access } from '../platform/http/access.js';
import { actorOf } from '../platform/http/actor.js';
import { bodyOf, queryOf } from '@seodang/server-kit/http/input';
import { roomIdOf } from '../rooms/index.js';
import { SIZES, type Size } from './attachment-picture.js';
import type { AttachmentService } from './attachment.service.js';

const LARGEST = '10mb';
/** It never changes, but who may see it does: only the browser that asked keeps it, and asks each time whether it still may. */
const FOR_ONE = 'private, no-cache';

/** Pictures are sent as they are, not in a form; what they are is read from their content. */
export function attachmentRoutes(attachments: AttachmentService, access: Access): Router {
  const router = Router();
  const picture = raw({ type: () => true, limit: LARGEST, inflate: false });

  const mayAttach: RequestHandler = async (req, _res, next) => {
    queryOf(req, AttachmentQuery);
    await attachments.assertMayAttach(actorOf(req), roomIdOf(req));
    next();
  };

  router.post('/rooms/:id/attachments', access.signedIn, mayAttach, picture, async (req, res) => {
    const { name } = queryOf(req, AttachmentQuery);
    const upload = uploadOf(req);
    res.status(201).json(await attachments.attach(actorOf(req), roomIdOf(req), { upload, name }));
  });

  router.get('/attachments/:id/:size.webp', access.signedIn, async (req, res) => {
    const { id, size } = attachmentOf(req);
    await attachments.assertMayRead(actorOf(req), id);
    res.set({ 'Cache-Control': FOR_ONE, 'Content-Security-Policy': "default-src 'none'; sandbox" });
    res.set('ETag', `"${id}-${size}"`);
    if (req.fresh) res.status(304).end();
    else res.type('image/webp').send(await attachments.read(id, size));
  });

  return router;
}

/** What the chat-server asks before it takes a message with pictures. */
export function attachmentsInside(attachments: AttachmentService, chatServer: RequestHandler): Router {
  const router = Router();

  router.post('/internal/chat/attachments', chatServer, express.json(), async (req, res) => {
    const views = await attachments.use(bodyOf(req, AttachmentsQuestion));
    res.json({ attachments: views } satisfies z.infer<typeof AttachmentsAnswer>);
  });

  router.post('/internal/chat/forget-attachments', chatServer, express.json(), async (req, res) => {
    await attachments.forget(bodyOf(req, ForgetAttachmentsQuestion).attachmentIds);
    res.json({} satisfies z.infer<typeof ForgetAttachmentsAnswer>);
  });

  return router;
}

function uploadOf({ body }: Request): Buffer {
  if (!Buffer.isBuffer(body)) throw new AppError('attachment.unreadable');
  return body;
}

function attachmentOf({ params }: Request): { id: AttachmentId; size: Size } {
  const id = AttachmentId.safeParse(params['id']);
  const size = SIZES.find((each) => each === params['size']);
  if (!id.success || !size) throw new AppError('attachment.not_found');
  return { id: id.data, size };
}
