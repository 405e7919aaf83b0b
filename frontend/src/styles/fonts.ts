// Loaded beside the app, not before it: together these tables of ranges weigh more than the rest of the styles.
import '@fontsource/noto-serif-kr/700.css';
import 'pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css';
