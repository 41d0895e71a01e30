#!/usr/bin/env node
// One file for each thing a run may need: 150 modules found one by one take longer to load than a small log to read.
import { main } from '../dist/program/main.js';

process.exitCode = await main(process.argv.slice(2));
