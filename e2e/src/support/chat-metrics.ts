/**
 * A figure that a replica of the chat-server shows to Prometheus; 0 when it shows none.
 * @param label chooses among several of that name, e.g. `cause="slow"`
 */
export async function chatFigure(port: number, name: string, label = ''): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`);
  const lines = (await answer.text()).split('\n');
  const line = lines.find((one) => one.startsWith(`${name}{`) && one.includes(label));
  return Number(line?.split(' ').at(-1) ?? 0);
}
