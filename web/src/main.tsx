import './style/base.css';
import './style/frame.css';
import './style/controls.css';
import './style/tables.css';
import './style/panel.css';
import './style/views.css';
import './style/charts.css';
import './style/find.css';

import {render} from 'preact';
import {App} from './app.tsx';

const root = document.getElementById('app');
if (root !== null) {
    render(<App />, root);
}
