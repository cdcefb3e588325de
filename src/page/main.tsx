// The entry point of the inspector's page.
import { render } from 'preact';
import { embeddedRun } from './data/embedded.ts';
import { App } from './view/app.tsx';
import './style/tokens.css';
import './style/base.css';
import './style/layout.css';
import './style/runs.css';
import './style/head.css';
import './style/player.css';
import './style/story.css';
import './style/panel.css';
import './style/chart.css';

const place = document.getElementById('page');
if (place !== null) render(<App embedded={embeddedRun()} />, place);
