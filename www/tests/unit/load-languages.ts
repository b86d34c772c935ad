// Loads every language before each test file, as the page loads the one that it shows.

import { LANGUAGES, loadLanguage } from "../../src/text/catalogue.ts";

await Promise.all(LANGUAGES.map(loadLanguage));
