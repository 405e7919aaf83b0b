function required(name: string): string {
  const value = process.env[name];
  if (!value)
    throw new Error(`${name} is not set: run the stories by \`make e2e\`, or see the README of this folder`);
  return value;
}

/** The running Seodang that the stories are lived in. */
export const target = {
  /** Origin of the public address, without a slash at the end. */
  origin: new URL(required('BASE_URL')).origin,
} as const;
