/** Keeps zod from trying whether it may make code of text, which the page's policy reports. To be imported before it is used. */
import { config } from 'zod';

config({ jitless: true });
