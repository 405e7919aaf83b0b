/** Loudness of a track of one's own, read when asked for. */
export interface VoiceLevel {
  /** From 0 (silence) to 1, of the last moments. */
  read: () => number;
  stop: () => void;
}

const SAMPLES = 1024;

/** Listens to a track without playing it. Without Web Audio it hears nothing. */
export function voiceLevel(track: MediaStreamTrack): VoiceLevel {
  if (typeof AudioContext === 'undefined') return { read: () => 0, stop: () => undefined };
  const context = new AudioContext();
  const source = context.createMediaStreamSource(new MediaStream([track]));
  const analyser = new AnalyserNode(context, { fftSize: SAMPLES });
  source.connect(analyser);
  const samples = new Float32Array(SAMPLES);
  return {
    read() {
      // Browsers keep an audio context asleep until the page was touched.
      if (context.state === 'suspended') void context.resume();
      analyser.getFloatTimeDomainData(samples);
      return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / SAMPLES);
    },
    stop() {
      source.disconnect();
      void context.close();
    },
  };
}
