import { mixCommand, mixGraph } from './commands.rules.js';
import { runFfmpeg } from './ffmpeg.js';
import { runOf, type Container, type Making } from './making.js';

/** All that is heard in a film, in the file `name` of its workshop. */
export async function makeSound(
  making: Making,
  name: string,
  { container, onProgress }: { readonly container: Container; readonly onProgress: (share: number) => void },
): Promise<void> {
  const { plan, material, workshop } = making;
  if (!(await workshop.has(name))) {
    const graphFile = 'sound.txt';
    await workshop.write(graphFile, mixGraph(plan, material.lanes.length));
    await workshop.make(name, async (half) => {
      await runFfmpeg({
        args: mixCommand({ lanes: material.lanes, graphFile, out: half, container }),
        ...runOf(making),
        onProgress: ({ ms }) => {
          onProgress(ms / plan.durationMs);
        },
      });
    });
  }
  onProgress(1);
}
