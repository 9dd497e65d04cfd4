import { defineTexts } from '../i18n/define-texts';
import { activityEn } from './messages.en';
import { activityEs } from './messages.es';

export const useActivityTexts = defineTexts(activityEn, activityEs);
