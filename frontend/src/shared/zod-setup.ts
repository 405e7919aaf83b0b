import { config } from 'zod';

// Zod would otherwise try `new Function`, which the content security policy forbids and reports. It tries when the
// first schema is made, so vite.config.ts puts this into zod's own chunk, ahead of every schema.
config({ jitless: true });
