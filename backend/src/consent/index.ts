export { Consent } from './consent.model.js';
export { consentRoutes } from './consent.routes.js';
export { ConsentService } from './consent.service.js';
export { RecordingConsents } from './recording-consent.model.js';
export { recordingConsentRoutes } from './recording-consent.routes.js';
export { RecordingConsentService } from './recording-consent.service.js';
