// The default theme, with tables and wide pictures that fit a phone.
import theme from 'vitepress/theme';
import './style.css';

export default theme;
