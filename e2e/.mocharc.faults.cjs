/** Tests that have programs of their own, on ports of their own (`src/faults/ports.ts`), and may run beside the others. */
const KILLED = ['src/faults/killed.fault.ts', 'src/faults/backend.fault.ts'];
const OTHERS = 'all others';

/** Which tests to run: `killed`, `all others`, or (unset) every one. */
const share = process.env.TEST_SHARE;
if (share && share !== OTHERS && share !== 'killed')
  throw new Error(`There is no share of tests called ${share}.`);

module.exports = {
  extension: ['ts'],
  spec: share === 'killed' ? KILLED : ['src/faults/**/*.fault.ts'],
  ignore: share === OTHERS ? KILLED : [],
  reporter: '../tools/mocha/reporter.cjs',
  timeout: 180000,
  forbidOnly: true,
  exit: true,
};
