import { shallowRef, type ShallowRef } from 'vue';
import { toDeviceTrouble, type DeviceTrouble } from './device-trouble.rules.js';
import type { DeviceMemory, EntryMode } from './device-memory.js';

export interface Device {
  readonly id: string;
  readonly label: string;
}

export interface LocalDevice {
  readonly track: MediaStreamTrack | null;
  /** Whether others shall hear or see this; what a person chose, also while the device is being opened. */
  readonly on: boolean;
  readonly trouble: DeviceTrouble | null;
  readonly devices: readonly Device[];
  readonly chosenId: string | null;
  readonly opening: boolean;
}

export interface LocalState {
  readonly microphone: LocalDevice;
  readonly camera: LocalDevice;
}

export type DeviceKind = keyof LocalState;

const TRACK_KIND = { microphone: 'audio', camera: 'video' } as const;
const INPUT_KIND = { microphone: 'audioinput', camera: 'videoinput' } as const;

/** The teacher's hands want detail; thirty faces do not, and every phone has to decode them. */
const CAMERA_SHAPES = {
  detailed: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30, max: 30 } },
  small: { width: { ideal: 640 }, height: { ideal: 360 }, frameRate: { ideal: 24, max: 30 } },
} satisfies Record<string, MediaTrackConstraints>;

export type CameraShape = keyof typeof CAMERA_SHAPES;

const VOICE: MediaTrackConstraints = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
};

type Changed = (kind: DeviceKind, device: LocalDevice) => void;

/**
 * One's own camera and microphone. They are opened here, stay open across reconnects, and are given to the media
 * server as copies. A camera that is off is closed, so its light is off too; a muted microphone stays open, so that
 * unmuting takes no time.
 */
export class LocalMedia {
  readonly state: ShallowRef<LocalState>;
  readonly entry: ShallowRef<EntryMode>;
  readonly #media: MediaDevices | undefined;
  readonly #memory: DeviceMemory;
  readonly #listeners = new Set<Changed>();
  readonly #onDevicesChanged = () => void this.#listDevices();
  #shape: CameraShape = 'small';
  #closed = false;

  /** @param media `navigator.mediaDevices`, which does not exist on a page without https. */
  constructor(media: MediaDevices | undefined, memory: DeviceMemory) {
    this.#media = media;
    this.#memory = memory;
    const remembered = memory.read();
    this.entry = shallowRef(remembered.entry);
    const device = (on: boolean, chosenId: string | null): LocalDevice => {
      return { track: null, on, trouble: null, devices: [], chosenId, opening: false };
    };
    this.state = shallowRef({
      microphone: device(remembered.microphoneOn && remembered.entry !== 'listen', remembered.microphoneId),
      camera: device(remembered.cameraOn && remembered.entry === 'camera', remembered.cameraId),
    });
    this.#media?.addEventListener('devicechange', this.#onDevicesChanged);
  }

  /** Called after a track was opened, replaced or closed, or switched. Gives its own end. */
  onChange(listener: Changed): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Asks for what was chosen, both in one question where possible. A device that is missing, taken or refused does
   * not keep the other one back; what went wrong stands in its `trouble`.
   */
  async open(shape: CameraShape): Promise<void> {
    this.#shape = shape;
    const wanted = (['microphone', 'camera'] as const).filter((kind) =>
      kind === 'microphone' ? this.entry.value !== 'listen' : this.state.value.camera.on,
    );
    for (const kind of wanted) this.#set(kind, { opening: true });
    const together = await this.#ask(wanted);
    if (together !== null) for (const kind of wanted) this.#take(kind, together);
    else for (const kind of wanted) await this.#openOne(kind);
    await this.#listDevices();
    for (const kind of wanted) this.#tell(kind);
  }

  /** Switches on or off; opens the device when that has not been done yet. */
  async toggle(kind: DeviceKind, on = !this.state.value[kind].on): Promise<void> {
    const { track, opening } = this.state.value[kind];
    if (opening) return;
    if (on && track?.readyState !== 'live') {
      this.#set(kind, { on: true });
      await this.#openOne(kind);
      if (kind === 'camera') await this.#openMutedMicrophone();
      await this.#listDevices();
    } else {
      if (!on && kind === 'camera') this.#release(kind);
      this.#set(kind, { on });
    }
    this.#tell(kind);
    this.#remember();
  }

  /** Uses another device of this kind from now on. */
  async choose(kind: DeviceKind, chosenId: string): Promise<void> {
    this.#set(kind, { chosenId });
    this.#remember();
    if (kind === 'camera' && !this.state.value.camera.on) return;
    await this.#openOne(kind);
    this.#tell(kind);
  }

  /** Comes in with more or less from now on; what is not wanted is let go, what is wanted is opened and on. */
  async chooseEntry(entry: EntryMode): Promise<void> {
    const wasListening = this.entry.value === 'listen';
    this.entry.value = entry;
    if (entry === 'listen') this.withhold();
    if (entry !== 'listen' && this.state.value.camera.on !== (entry === 'camera'))
      await this.toggle('camera');
    if (entry !== 'listen' && wasListening) await this.toggle('microphone', true);
    this.#remember();
  }

  /** Switches both off and lets them go, without its being remembered as a choice: others decided it. */
  withhold(): void {
    this.rest();
    for (const kind of ['microphone', 'camera'] as const) {
      this.#set(kind, { on: false });
      this.#tell(kind);
    }
  }

  /** Lets go of both devices, so that their lights go out; `open` takes them again as they were. */
  rest(): void {
    this.#release('microphone');
    this.#release('camera');
  }

  close(): void {
    this.#closed = true;
    this.#media?.removeEventListener('devicechange', this.#onDevicesChanged);
    this.rest();
    this.#listeners.clear();
  }

  /** Opens several in one question; null when that did not work as a whole. */
  async #ask(kinds: readonly DeviceKind[]): Promise<MediaStream | null> {
    if (this.#media === undefined || kinds.length < 2) return null;
    try {
      return await this.#media.getUserMedia({
        audio: this.#constraints('microphone'),
        video: this.#constraints('camera'),
      });
    } catch {
      return null;
    }
  }

  async #openOne(kind: DeviceKind): Promise<void> {
    if (this.#media === undefined) {
      this.#set(kind, { trouble: 'insecure', on: false, opening: false });
      return;
    }
    this.#set(kind, { opening: true });
    try {
      const stream = await this.#media.getUserMedia({ [TRACK_KIND[kind]]: this.#constraints(kind) });
      this.#take(kind, stream);
    } catch (error) {
      this.#release(kind);
      const name = error instanceof Error ? error.name : '';
      this.#set(kind, { trouble: toDeviceTrouble(name), on: false, opening: false });
    }
  }

  /** A stream that begins without sound would have to be sent anew for it, which others notice. */
  async #openMutedMicrophone(): Promise<void> {
    const { track, trouble, opening } = this.state.value.microphone;
    if (this.entry.value === 'listen' || track !== null || trouble !== null || opening) return;
    await this.#openOne('microphone');
  }

  #take(kind: DeviceKind, stream: MediaStream): void {
    const [track] = kind === 'camera' ? stream.getVideoTracks() : stream.getAudioTracks();
    if (track === undefined || this.#closed) {
      track?.stop();
      return;
    }
    this.#release(kind);
    track.addEventListener('ended', () => {
      this.#unplugged(kind, track);
    });
    const chosenId = track.getSettings().deviceId ?? this.state.value[kind].chosenId;
    this.#set(kind, { track, trouble: null, opening: false, chosenId });
  }

  #unplugged(kind: DeviceKind, track: MediaStreamTrack): void {
    if (this.state.value[kind].track !== track) return;
    this.#release(kind);
    this.#set(kind, { trouble: 'lost', on: false });
    this.#tell(kind);
  }

  #release(kind: DeviceKind): void {
    const { track } = this.state.value[kind];
    if (track === null) return;
    this.#set(kind, { track: null });
    track.stop();
  }

  async #listDevices(): Promise<void> {
    const all = (await this.#media?.enumerateDevices().catch(() => [])) ?? [];
    for (const kind of ['microphone', 'camera'] as const) {
      const devices = all
        .filter((device) => device.kind === INPUT_KIND[kind])
        .map(({ deviceId, label }) => ({ id: deviceId, label }));
      this.#set(kind, { devices });
    }
  }

  /** `ideal`, because a device that was remembered may be at home on the desk. */
  #constraints(kind: DeviceKind): MediaTrackConstraints {
    const { chosenId } = this.state.value[kind];
    const base = kind === 'camera' ? CAMERA_SHAPES[this.#shape] : VOICE;
    return chosenId === null ? base : { ...base, deviceId: { ideal: chosenId } };
  }

  #remember(): void {
    const { microphone, camera } = this.state.value;
    this.#memory.write({
      entry: this.entry.value,
      microphoneOn: microphone.on,
      cameraOn: camera.on,
      microphoneId: microphone.chosenId,
      cameraId: camera.chosenId,
    });
  }

  #set(kind: DeviceKind, change: Partial<LocalDevice>): void {
    this.state.value = { ...this.state.value, [kind]: { ...this.state.value[kind], ...change } };
  }

  #tell(kind: DeviceKind): void {
    for (const listener of this.#listeners) listener(kind, this.state.value[kind]);
  }
}
