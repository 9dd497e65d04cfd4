import { defineTexts } from '../i18n/define-texts';
import { nowEn } from './messages.en';
import { nowEs } from './messages.es';

export const useNowTexts = defineTexts(nowEn, nowEs);
