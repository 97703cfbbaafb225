// The entry for Node. The module is inlined, so the bundle of a server is one file.

const { initialize, ...verbs } = require('../index.js');

// In a file of its own, because Node searches the text of this one for exports.
initialize(require('./bytes.cjs'));

module.exports = verbs;
