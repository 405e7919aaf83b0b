export { Attachment } from './attachment.model.js';
export { attachmentRoutes, attachmentsInside } from './attachment.routes.js';
export { AttachmentService } from './attachment.service.js';
