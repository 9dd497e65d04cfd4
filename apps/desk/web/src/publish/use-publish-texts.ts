import { defineTexts } from '../i18n/define-texts';
import { publishEn } from './messages.en';
import { publishEs } from './messages.es';

export const usePublishTexts = defineTexts(publishEn, publishEs);
