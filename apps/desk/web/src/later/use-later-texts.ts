import { defineTexts } from '../i18n/define-texts';
import { laterEn } from './messages.en';
import { laterEs } from './messages.es';

export const useLaterTexts = defineTexts(laterEn, laterEs);
