// Captions of a scene's chapters, in the reader's language.

import type { Chapter } from "../model/chapters.ts";
import { inLanguage, type Language } from "./catalogue.ts";
import { visible } from "./format.ts";

/** What a chapter says in the reader's language. Its scene may be anybody's file. */
export function captionOf(chapter: Chapter | undefined, language: Language): string {
  return chapter ? visible(inLanguage(chapter.text, language)) : "";
}
