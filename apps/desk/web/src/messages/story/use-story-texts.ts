import { defineTexts } from '../../i18n/define-texts';
import { storyEn } from './story.en';
import { storyEs } from './story.es';

export const useStoryTexts = defineTexts(storyEn, storyEs);
