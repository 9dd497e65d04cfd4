import { defineTexts } from '../i18n/define-texts';
import { queuesEn } from './messages.en';
import { queuesEs } from './messages.es';

export const useQueuesTexts = defineTexts(queuesEn, queuesEs);
