import { z } from 'zod';

const KEY = 'seodang.devices';

/** With what one comes in: camera and microphone, the microphone alone, or neither, which are then not even opened. */
const EntryMode = z.enum(['camera', 'sound', 'listen']);
export type EntryMode = z.infer<typeof EntryMode>;

const Remembered = z.object({
  entry: EntryMode.catch('camera'),
  microphoneOn: z.boolean().catch(true),
  cameraOn: z.boolean().catch(true),
  microphoneId: z.string().nullable().catch(null),
  cameraId: z.string().nullable().catch(null),
});
export type RememberedDevices = z.infer<typeof Remembered>;

/** Where the choice of devices is kept between lessons. */
export interface DeviceMemory {
  read: () => RememberedDevices;
  write: (devices: RememberedDevices) => void;
}

/** Kept in this browser only: which devices, and whether they were on. */
export const deviceMemory: DeviceMemory = {
  read() {
    try {
      return Remembered.parse(JSON.parse(localStorage.getItem(KEY) ?? '{}'));
    } catch {
      return Remembered.parse({});
    }
  },
  write(devices) {
    try {
      localStorage.setItem(KEY, JSON.stringify(devices));
    } catch {
      // Storage may be forbidden; the choice then lasts as long as the page.
    }
  },
};
