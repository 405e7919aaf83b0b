import { writeFileSync } from 'node:fs';
import { errorsPage, toErrorsPage } from './errors-page.js';

writeFileSync(errorsPage, toErrorsPage());
