// Makes a component of a core module: node wrap.mjs <core.wasm> <wit file> <world> <out.wasm>
import { readFileSync, writeFileSync } from 'node:fs';
import { componentEmbed, componentNew } from '@bytecodealliance/jco';

const [, , core, wit, world, out] = process.argv;
const embedded = await componentEmbed({ binary: readFileSync(core), witSource: readFileSync(wit, 'utf8'), world });
writeFileSync(out, await componentNew(embedded, []));
