// Packs a JavaScript value as one text and a list of numbers, which src/value.rs
// reads, so that the core can judge a value of any type.

import { describeType } from './describe.js';
import { KsError } from './error.js';
import { isWellFormed, toWellFormed } from './unicode.js';

const NULL = 0, FALSE = 1, TRUE = 2, INTEGER = 3, FLOAT = 4, BIG_INT = 5, TEXT = 6, NOT_UNICODE = 7, LIST = 8, MAP = 9, OTHER = 10;

/** Privileges are nested three levels deep: a list of objects with lists of values. */
const PRIVILEGES_DEPTH = 3;
const MAX_ITEMS = 1_000_000;

/** Rejects an array of absurd length, which may be almost empty, before it fills the memory. */
export function checkCount(count, name, code) {
  if (count > MAX_ITEMS) throw new KsError(code, `${name}: must not have more than ${MAX_ITEMS} items`);
}

/** Packs a value that should be neither an array nor an object. */
export const packScalar = (value) => packNested(value, 0);

/** Packs privileges, which may be text, an array or an object. */
export const packPrivileges = (value) => packNested(value, PRIVILEGES_DEPTH);

function packNested(value, depth) {
  let text = '';
  const shape = [];
  let items = 0;
  addValue(value, depth);
  return [text, shape];

  function addText(part) {
    shape.push(part.length);
    text += part;
  }

  function addCount(mark, count) {
    checkCount((items += count), 'privileges', 'invalid_privilege');
    shape.push(mark, count);
  }

  function addObject(value, depth) {
    if (value === null) {
      shape.push(NULL);
    } else if (depth > 0 && Array.isArray(value)) {
      const { length } = value;
      addCount(LIST, length);
      for (let i = 0; i < length; i++) addValue(value[i], depth - 1);
    } else if (depth > 0 && isPlainObject(value)) {
      const entries = Object.entries(value);
      addCount(MAP, entries.length);
      for (const [name, inner] of entries) {
        // The core rejects the replacement of a lone surrogate in a name too.
        addText(toWellFormed(name));
        addValue(inner, depth - 1);
      }
    } else {
      addOther(value);
    }
  }

  function addOther(value) {
    shape.push(OTHER);
    addText(describeType(value));
  }

  function addValue(value, depth) {
    switch (typeof value) {
      case 'string':
        if (isWellFormed(value)) {
          shape.push(TEXT);
          addText(value);
        } else {
          shape.push(NOT_UNICODE);
        }
        break;
      case 'number':
        shape.push(Number.isSafeInteger(value) ? INTEGER : FLOAT, value);
        break;
      case 'boolean':
        shape.push(value ? TRUE : FALSE);
        break;
      case 'bigint':
        shape.push(BIG_INT);
        break;
      case 'object':
        addObject(value, depth);
        break;
      default:
        addOther(value);
    }
  }
}

/** Returns true for an object literal of any realm, or an object without a prototype. */
function isPlainObject(value) {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
