// Captions of a scene's chapters, in the reader's language.

import type { Chapter } from "../model/chapters.ts";
import { inLanguage, type Language } from "./catalogue.ts";
import { visible } from "./format.ts";

/** The caption of a chapter in the reader's language. A scene may be a file from anywhere. */
export function captionOf(chapter: Chapter | undefined, language: Language): string {
  return chapter ? visible(inLanguage(chapter.text, language)) : "";
}
