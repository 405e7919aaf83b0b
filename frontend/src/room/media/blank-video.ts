const SIZE = { width: 640, height: 480 };
const FRAME_MS = 100;

/**
 * A black picture that holds the place of a camera which is switched off, so that a stream has a video part from the
 * beginning and switching the camera on interrupts nobody. Ends, and stops painting, with `track.stop()`.
 */
export function blankVideoTrack(): MediaStreamTrack | null {
  const canvas = Object.assign(document.createElement('canvas'), SIZE);
  const brush = canvas.getContext('2d');
  const track = brush === null ? undefined : canvas.captureStream(1000 / FRAME_MS).getVideoTracks()[0];
  if (brush === null || track === undefined) return null;
  // A canvas gives a frame only when it was painted on; the library waits for the first one.
  const painting = setInterval(() => {
    if (track.readyState === 'ended') clearInterval(painting);
    else brush.fillRect(0, 0, canvas.width, canvas.height);
  }, FRAME_MS);
  return track;
}
