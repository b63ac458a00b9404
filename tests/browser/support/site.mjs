// What most tests of the page stand on: a tree, a daemon that has scanned it, and a browser.
import {startBrowser} from './browser.mjs';
import {scanned, startDaemon} from './daemon.mjs';
import {makeTree} from './tree.mjs';

export async function startSite() {
    const site = {tree: makeTree(), daemon: null, browser: null};
    try {
        site.daemon = await startDaemon(site.tree.state, [site.tree.data]);
        await scanned(site.daemon.url);
        site.browser = await startBrowser();
    } catch (error) {
        await stopSite(site);
        throw error;
    }
    return site;
}

// What is not there any more, or never came, is left out.
export async function stopSite({tree, daemon, browser}) {
    await browser?.close();
    await daemon?.stop();
    tree?.remove();
}
