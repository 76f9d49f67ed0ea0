// The one place that names the library's version.
export {html, nothing, render} from './lib/lit-html/3.3.2/lit-html.js';
export {repeat} from './lib/lit-html/3.3.2/directives/repeat.js';
