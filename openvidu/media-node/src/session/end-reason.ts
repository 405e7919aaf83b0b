/** Why something of a session ended, in OpenVidu's words. */
export type EndReason =
  | 'disconnect'
  | 'forceDisconnectByUser'
  | 'forceDisconnectByServer'
  | 'networkDisconnect'
  | 'sessionClosedByServer'
  | 'lastParticipantLeft'
  | 'unsubscribe'
  | 'unpublish'
  | 'forceUnpublishByUser'
  | 'forceUnpublishByServer'
  | 'automaticStop'
  | 'recordingStoppedByServer'
  /** Not one of OpenVidu's: the disk is nearly full, so its recordings stop and its sessions go on. */
  | 'diskFull'
  | 'openviduServerStopped'
  | 'nodeCrashed';

const BY_LAST_PARTICIPANT: ReadonlySet<EndReason> = new Set<EndReason>([
  'disconnect',
  'forceDisconnectByUser',
  'forceDisconnectByServer',
  'networkDisconnect',
]);

/** The reason of a session whose last participant went for `reason`. */
export function sessionEndReason(reason: EndReason): EndReason {
  return BY_LAST_PARTICIPANT.has(reason) ? 'lastParticipantLeft' : reason;
}
