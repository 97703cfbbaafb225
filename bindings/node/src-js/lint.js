// Advice on a session or a KS, and the tables of the core: privileges, recipes, error codes.

import * as wasm from '../build/glue/ks.js';
import { passKs, takeResult } from './bridge.js';
import * as check from './checks.js';
import { KsError } from './error.js';
import { SESSION, sessionArguments } from './generate.js';

const SESSION_OPTIONS = new Set(['secret', 'partnerId', ...SESSION]);
const KS_OPTIONS = new Set(['secret', 'now']);

export function lint(subject, options) {
  if (typeof subject === 'string') {
    const { secret, now } = check.options(options, KS_OPTIONS, 'lint');
    const text = check.ks(subject);
    wasm.lintKs(...check.secrets(secret), check.clock(now), ...passKs(text));
    return takeResult();
  }
  const session = check.options(subject, SESSION_OPTIONS, 'lint');
  if (options !== undefined) {
    throw new KsError('invalid_option', 'lint: takes one argument for a session; pass now among the options of the session');
  }
  // The advice depends on neither, but a wrong type is still an error.
  const { secret, partnerId } = session;
  check.secrets(secret);
  if (partnerId !== undefined) check.partnerId(partnerId);
  wasm.lint(...sessionArguments(session));
  return takeResult();
}

/** Returns the privileges that the core knows. */
export function privilegeTable() {
  check.assertInitialized();
  wasm.privilegeTable();
  return takeResult();
}

/** Returns the recipes that the core knows. */
export function recipes() {
  check.assertInitialized();
  wasm.recipes();
  return takeResult();
}

/** Returns the privileges of a recipe with its fields filled in. */
export function fillRecipe(name, values = {}) {
  check.assertInitialized();
  return wasm.fillRecipe(check.recipeName(name), ...check.recipeValues(values));
}

/** Returns every code of an error of the core. */
export function errorCodes() {
  check.assertInitialized();
  wasm.errorCodes();
  return takeResult();
}
