const ROUNDS = 8;

/** Loaded into the media node, so that its memory can be weighed without what waits to be collected. */
process.on('SIGUSR2', () => {
  // Code that was not run for some collections goes too.
  for (let round = 0; round < ROUNDS; round++) globalThis.gc?.();
});
