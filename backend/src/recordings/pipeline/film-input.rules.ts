/**
 * Reads a film, and nothing that it names: demuxers are chosen by content, and a list of files or addresses has some too.
 *
 * @see FFmpeg Protocols and Formats, `protocol_whitelist` and `format_whitelist`
 */
export function filmInput(file: string): string[] {
  return ['-protocol_whitelist', 'file', '-format_whitelist', 'mov,matroska', '-i', file];
}
