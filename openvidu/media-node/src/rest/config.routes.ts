import { Router } from 'express';
import { type Config, publicUrl } from '../config.js';
import { OPENVIDU_VERSION } from '../openvidu-version.js';

/** The one path that needs no secret; OpenVidu's users probe it for life. */
export function publicUrlRoute(config: Config): Router {
  const router = Router();
  router.get('/config/openvidu-publicurl', (_request, response) => {
    response.type('text/plain').send(publicUrl(config));
  });
  return router;
}

export function configRoutes(config: Config): Router {
  const router = Router();
  const plain: Readonly<Record<string, string>> = {
    'openvidu-version': OPENVIDU_VERSION,
    'openvidu-recording': String(config.OPENVIDU_RECORDING),
    'openvidu-recording-path': config.OPENVIDU_RECORDING ? config.OPENVIDU_RECORDING_PATH : '',
    'openvidu-cdr': String(config.OPENVIDU_CDR),
  };
  router.get('/config', (_request, response) => {
    response.json(configView(config));
  });
  for (const [name, value] of Object.entries(plain))
    router.get(`/config/${name}`, (_request, response) => {
      response.type('text/plain').send(value);
    });
  return router;
}

function configView(config: Config): Record<string, unknown> {
  return {
    VERSION: OPENVIDU_VERSION,
    DOMAIN_OR_PUBLIC_IP: config.DOMAIN_OR_PUBLIC_IP,
    HTTPS_PORT: config.HTTPS_PORT,
    OPENVIDU_PUBLICURL: publicUrl(config),
    OPENVIDU_CDR: config.OPENVIDU_CDR,
    ...(config.OPENVIDU_CDR && { OPENVIDU_CDR_PATH: config.OPENVIDU_CDR_PATH }),
    OPENVIDU_STREAMS_VIDEO_MAX_RECV_BANDWIDTH: config.OPENVIDU_STREAMS_VIDEO_MAX_RECV_BANDWIDTH,
    OPENVIDU_STREAMS_VIDEO_MIN_RECV_BANDWIDTH: config.OPENVIDU_STREAMS_VIDEO_MIN_RECV_BANDWIDTH,
    OPENVIDU_STREAMS_VIDEO_MAX_SEND_BANDWIDTH: config.OPENVIDU_STREAMS_VIDEO_MAX_SEND_BANDWIDTH,
    OPENVIDU_STREAMS_VIDEO_MIN_SEND_BANDWIDTH: config.OPENVIDU_STREAMS_VIDEO_MIN_SEND_BANDWIDTH,
    OPENVIDU_STREAMS_FORCED_VIDEO_CODEC: config.OPENVIDU_STREAMS_FORCED_VIDEO_CODEC,
    OPENVIDU_STREAMS_ALLOW_TRANSCODING: config.OPENVIDU_STREAMS_ALLOW_TRANSCODING,
    OPENVIDU_WEBRTC_SIMULCAST: config.OPENVIDU_WEBRTC_SIMULCAST,
    OPENVIDU_SESSIONS_GARBAGE_INTERVAL: config.OPENVIDU_SESSIONS_GARBAGE_INTERVAL,
    OPENVIDU_SESSIONS_GARBAGE_THRESHOLD: config.OPENVIDU_SESSIONS_GARBAGE_THRESHOLD,
    OPENVIDU_RECORDING: config.OPENVIDU_RECORDING,
    ...(config.OPENVIDU_RECORDING && recordingView(config)),
    OPENVIDU_WEBHOOK: config.OPENVIDU_WEBHOOK,
    ...(config.OPENVIDU_WEBHOOK && webhookView(config)),
  };
}

function recordingView(config: Config): Record<string, unknown> {
  return {
    OPENVIDU_RECORDING_VERSION: OPENVIDU_VERSION,
    OPENVIDU_RECORDING_PATH: config.OPENVIDU_RECORDING_PATH,
    OPENVIDU_RECORDING_PUBLIC_ACCESS: config.OPENVIDU_RECORDING_PUBLIC_ACCESS,
    OPENVIDU_RECORDING_NOTIFICATION: config.OPENVIDU_RECORDING_NOTIFICATION,
    OPENVIDU_RECORDING_CUSTOM_LAYOUT: config.OPENVIDU_RECORDING_CUSTOM_LAYOUT,
    OPENVIDU_RECORDING_AUTOSTOP_TIMEOUT: config.OPENVIDU_RECORDING_AUTOSTOP_TIMEOUT,
  };
}

function webhookView(config: Config): Record<string, unknown> {
  return {
    OPENVIDU_WEBHOOK_ENDPOINT: config.OPENVIDU_WEBHOOK_ENDPOINT,
    OPENVIDU_WEBHOOK_HEADERS: config.OPENVIDU_WEBHOOK_HEADERS.map(([name, value]) => `${name}: ${value}`),
    OPENVIDU_WEBHOOK_EVENTS: config.OPENVIDU_WEBHOOK_EVENTS,
  };
}
