// The entry point of the inspector's page.
import { render } from 'preact';
import { embeddedRun } from './data/embedded.ts';
import { embeddedPreview } from './data/preview.ts';
import { App } from './view/app.tsx';
import { Preview } from './view/preview.tsx';
import './style/tokens.css';
import './style/base.css';
import './style/layout.css';
import './style/runs.css';
import './style/head.css';
import './style/player.css';
import './style/story.css';
import './style/panel.css';
import './style/chart.css';
import './style/plan.css';
import './style/preview.css';

const place = document.getElementById('page');
const preview = embeddedPreview();
if (place !== null)
  render(preview === null ? <App embedded={embeddedRun()} /> : <Preview preview={preview} />, place);
