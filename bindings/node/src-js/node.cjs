// Node: the module is inlined, so that the bundle of a server is whole. In a
// file of its own, which Node need not search for exports.

const { initialize, ...verbs } = require('./index.js');

initialize(require('./bytes.cjs'));

module.exports = verbs;
