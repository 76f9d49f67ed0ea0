// Swagger UI over what every service says of itself; the list of services is the catalog's.
const state = document.getElementById('state');

async function services() {
  const found = [];
  for (let cursor = ''; cursor !== null;) {
    const answer = await fetch(`../services?limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    if (!answer.ok) throw new Error(`the catalog answered ${answer.status}`);
    const page = await answer.json();
    found.push(...page.services);
    cursor = page.next;
  }
  return found;
}

try {
  const urls = (await services()).map(({name}) => ({name, url: `../services/call/${name}/openapi.json`}));
  state.textContent = urls.length ? '' : 'No service is registered. Start one, and load this page again.';
  if (urls.length) {
    window.SwaggerUIBundle({
      urls,
      dom_id: '#swagger-ui',
      deepLinking: true,
      validatorUrl: null, // nothing is sent anywhere else
      presets: [window.SwaggerUIBundle.presets.apis, window.SwaggerUIStandalonePreset],
      layout: 'StandaloneLayout',
    });
  }
} catch (e) {
  state.textContent = `The services cannot be listed now: ${e.message}. Load this page again in a moment.`;
}
