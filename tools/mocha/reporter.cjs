const { appendFileSync } = require('node:fs');
const {
  reporters: { Spec },
} = require('mocha');

/** The spec reporter, closing with the line that continuous integration reads; COUNTS_FILE collects it over several runs. */
module.exports = class ClosingLineReporter extends Spec {
  epilogue() {
    super.epilogue();
    const { passes, failures, pending } = this.stats;
    const line = `${passes} passed, ${failures} failed, ${pending} skipped`;
    if (process.env.COUNTS_FILE) appendFileSync(process.env.COUNTS_FILE, `${line}\n`);
    console.log(line);
  }
};
