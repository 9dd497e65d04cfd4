import { defineTexts } from '../i18n/define-texts';
import { groupEn } from './messages.en';
import { groupEs } from './messages.es';

export const useGroupTexts = defineTexts(groupEn, groupEs);
