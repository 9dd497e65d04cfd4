import { defineTexts } from '../i18n/define-texts';
import { shellEn } from './shell.messages.en';
import { shellEs } from './shell.messages.es';

export const useShellTexts = defineTexts(shellEn, shellEs);
