import { defineTexts } from '../i18n/define-texts';
import { messagesEn } from './messages.en';
import { messagesEs } from './messages.es';

export const useMessagesTexts = defineTexts(messagesEn, messagesEs);
