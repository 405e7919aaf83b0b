/** Something the caller can put right: its message is shown as it is, without a stack trace. */
export class Refusal extends Error {
  override name = 'Refusal';
  /** Exit code of the command. */
  readonly exitCode: number;

  constructor(message: string, { exitCode = 1, cause }: { exitCode?: number; cause?: unknown } = {}) {
    super(message, { cause });
    this.exitCode = exitCode;
  }
}
