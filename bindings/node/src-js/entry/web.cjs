// The entry for CommonJS with the browser condition, such as Jest with jsdom.

const { initialize, ...verbs } = require('../index.js');

initialize(require('ks.wasm'));

module.exports = verbs;
