import { defineTexts } from '../i18n/define-texts';
import { failuresEn } from './messages.en';
import { failuresEs } from './messages.es';

export const useFailuresTexts = defineTexts(failuresEn, failuresEs);
