// Node: the module is read from the file beside this one, at once.

const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { initialize, ...verbs } = require('./index.js');

initialize(readFileSync(join(__dirname, 'ks.wasm')));

module.exports = verbs;
