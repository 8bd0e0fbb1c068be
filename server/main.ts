/** The server as it is used: the built page, the API and the lab. */
import { builtPage } from './page.ts';
import { serve } from './serve.ts';

await serve(builtPage);
