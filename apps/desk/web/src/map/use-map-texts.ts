import { defineTexts } from '../i18n/define-texts';
import { mapEn } from './messages.en';
import { mapEs } from './messages.es';

export const useMapTexts = defineTexts(mapEn, mapEs);
