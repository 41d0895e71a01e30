#!/usr/bin/env node
// Bundled by `npm run build`: see .bundle.mjs.
import { main } from '../dist/program/main.js';

process.exitCode = await main(process.argv.slice(2));
