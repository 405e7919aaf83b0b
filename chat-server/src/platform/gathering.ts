export interface Gathering {
  /** Resolves when it is hurried, or when nobody did in time. */
  readonly gathered: Promise<void>;
  readonly hurry: () => void;
}

/** Lets others come along who share the cost of a commit: until enough of them are there, which `hurry` tells, or `atMostMs`. */
export function gathering(atMostMs: number): Gathering {
  let hurry: () => void = () => undefined;
  const gathered = new Promise<void>((resolve) => {
    const deadline = setTimeout(resolve, atMostMs);
    hurry = () => {
      clearTimeout(deadline);
      resolve();
    };
  });
  return { gathered, hurry };
}
