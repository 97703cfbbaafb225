// The languages of the code samples, in the order of their tabs.

import { c, go, java, rust } from './compiled';
import { csharp } from './csharp';
import { javascript, php, python, ruby } from './scripts';
import { curl, ks } from './shell';
import type { Language } from './input';

export const LANGUAGES: readonly Language[] = [php, java, csharp, python, javascript, curl, ruby, go, rust, c, ks];
