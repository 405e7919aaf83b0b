/** The OpenVidu version that this server is compatible with; the browser client checks it on joining. */
export const OPENVIDU_VERSION = '2.32.2';
