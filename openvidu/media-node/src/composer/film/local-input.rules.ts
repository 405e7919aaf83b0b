/** An input of ffmpeg or ffprobe. What a file holds is a stranger's: whatever it names, nothing but files is opened. */
export const localInput = (path: string): string[] => ['-protocol_whitelist', 'file', '-i', path];
