export { Consent } from './consent.model.js';
export { consentRoutes } from './consent.routes.js';
export { ConsentService } from './consent.service.js';
