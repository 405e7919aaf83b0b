/**
 * What is promised for a quiet machine (`make faults`) has to be multiplied by this: in a verification of everything
 * other work goes on beside, and times then say little about the chat.
 */
export const PATIENCE = process.env.FAULTS_PATIENCE === undefined ? 1 : Number(process.env.FAULTS_PATIENCE);
