// Server-Sent Events that come back after a loss. The browser's EventSource does not serve: it gives up for good when
// an answer is an error, hides the comments by which a dead connection is told from a quiet one, and cannot resume
// after the page has let go of the stream, as it does while hidden (a browser has six connections for all its tabs).

import {refusal} from './words.js';

const SILENCE = 15_000; // the platform's streams say something every 5 s
const FIRST_PAUSE = 300;
const LONGEST_PAUSE = 5_000;
const HIDDEN = 60_000;

/**
 * Follows a stream for as long as the page lives.
 * @param open asked before each connection for the id to resume after, '' for none
 * @param take called with {id, event, data} for each event
 * @param tell called with {live, why} whenever that changes
 */
export async function follow(url, open, take, tell) {
  let last = null;
  let pause = FIRST_PAUSE;
  for (;;) {
    await visible();
    try {
      last ??= await open();
      await connection(url, last, event => {
        last = event.id || last;
        take(event);
      }, () => {
        pause = FIRST_PAUSE;
        tell({live: true, why: ''});
      });
    } catch (e) {
      if (e !== LET_GO) tell({live: false, why: e.message});
    }
    await new Promise(done => setTimeout(done, pause));
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  }
}

const LET_GO = new Error('the page is hidden');

async function connection(url, last, take, opened) {
  const control = new AbortController();
  const silent = new Error(`nothing was heard for ${SILENCE / 1000} s`);
  let watchdog = setTimeout(() => control.abort(silent), SILENCE);
  const release = whenHidden(() => control.abort(LET_GO));
  try {
    const headers = {Accept: 'text/event-stream', ...(last && {'Last-Event-ID': last})};
    const answer = await fetch(url, {headers, cache: 'no-store', signal: control.signal});
    if (!answer.ok) throw new Error(await refusal(answer));
    opened();
    const parse = parser(take);
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => control.abort(silent), SILENCE);
      parse(part.value);
    }
    throw new Error('the stream ended');
  } catch (e) {
    throw control.signal.aborted ? control.signal.reason : e instanceof TypeError ? new Error('no connection') : e;
  } finally {
    clearTimeout(watchdog);
    release();
    control.abort();
  }
}

/** Takes text in pieces, however they are cut, and gives whole events. */
export function parser(take) {
  let rest = '';
  let event = {id: '', event: 'message', data: []};
  return text => {
    const lines = (rest + text).split('\n');
    rest = lines.pop();
    for (const line of lines.map(l => l.replace(/\r$/, ''))) {
      if (line === '') {
        if (event.data.length) take({...event, data: event.data.join('\n')});
        event = {id: '', event: 'message', data: []};
      } else if (!line.startsWith(':')) {
        const [, field, value] = /^([^:]*):? ?(.*)$/.exec(line);
        if (field === 'data') event.data.push(value);
        else if (field === 'id' || field === 'event') event[field] = value;
      }
    }
  };
}

function visible() {
  if (!document.hidden) return Promise.resolve();
  return new Promise(done => document.addEventListener('visibilitychange', () => done(visible()), {once: true}));
}

/** Calls back when the page has been hidden for a while. @return what ends the waiting */
function whenHidden(then) {
  let timer;
  const look = () => {
    clearTimeout(timer);
    if (document.hidden) timer = setTimeout(then, HIDDEN);
  };
  document.addEventListener('visibilitychange', look);
  look();
  return () => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', look);
  };
}
