import { gzipSync } from 'node:zlib';
import type { Plugin, Rolldown } from 'vite';

/** Every browser we build for reads woff2, so the older files need not be shipped. */
export function woff2Only(): Plugin {
  return {
    name: 'woff2-only',
    enforce: 'pre',
    transform(code, id) {
      if (!id.includes('@fontsource/') || !id.endsWith('.css')) return null;
      return code.replaceAll(/, url\([^)]+\.woff\) format\('woff'\)/g, '');
    },
  };
}

/** Hair and skins, which are no emojis by themselves. */
const COMPONENTS = 2;

/** Of each emoji only what the picker shows and searches: a quarter of the file. */
export function slimEmojis(): Plugin {
  return {
    name: 'slim-emojis',
    enforce: 'pre',
    transform(code, id) {
      if (!/emojibase-data\/\w+\/data\.json$/.test(id)) return null;
      const all = JSON.parse(code) as Record<string, unknown>[];
      const shown = all.filter(({ group }) => group !== undefined && group !== COMPONENTS);
      return JSON.stringify(
        shown.map(({ emoji, label, tags, group, version }) => ({ emoji, label, tags, group, version })),
      );
    },
  };
}

interface NamespaceUse {
  file: RegExp;
  from: string;
  to: string;
}

/**
 * Where libraries take all of Vue as one object to ask which version it is, all of Vue is bundled, a third of it unused.
 * We build for one Vue, so the question is answered here. A library that changes these lines fails the build.
 */
const namespaceUses: readonly NamespaceUse[] = [
  {
    file: /vue-i18n\/dist\/vue-i18n\.runtime\.mjs$/,
    from: "import * as Vue from 'vue';",
    to: "import { getCurrentInstance as vueInstance } from 'vue';\nconst Vue = { getCurrentInstance: vueInstance };",
  },
  {
    file: /reka-ui\/dist\/shared\/useId\.js$/,
    from: 'import * as vue from "vue";',
    to: 'import { useId as vueUseId } from "vue";\nconst vue = { useId: vueUseId };',
  },
  {
    file: /vue-demi\/lib\/index\.mjs$/,
    from: "import * as Vue from 'vue'",
    to: 'var Vue = undefined',
  },
];

export function shakableVue(): Plugin {
  return {
    name: 'shakable-vue',
    apply: 'build',
    enforce: 'pre',
    transform(code, id) {
      const use = namespaceUses.find(({ file }) => file.test(id));
      if (use === undefined) return null;
      if (!code.includes(use.from)) this.error(`${id} no longer has "${use.from}"`);
      return code.replace(use.from, use.to);
    },
  };
}

/**
 * Every zod schema carries the code that describes it as JSON Schema. The server does that with our contracts, the browser
 * never; here those functions do nothing. A zod that lays them out anew fails the build.
 */
export function noJsonSchema(): Plugin {
  const modules = /node_modules\/zod\/v4\/core\/(json-schema-processors|to-json-schema)\.js$/;
  const describing = /^export (?:const|function) (\w*Processors?|toJSONSchema|create\w+Method)\b/m;
  return {
    name: 'no-json-schema',
    apply: 'build',
    enforce: 'pre',
    transform(code, id) {
      if (!modules.test(id)) return null;
      const from = code.search(describing);
      if (from < 0) this.error(`${id} no longer describes schemas`);
      const names = [...code.slice(from).matchAll(/^export (?:const|function) (\w+)/gm)].map(
        (match) => match[1] ?? '',
      );
      const nothing = names.map((name) => `export const ${name} = () => undefined;`);
      return [code.slice(0, from), ...nothing].join('\n');
    },
  };
}

/**
 * vidstack can also play from YouTube, Vimeo and DASH servers and send to televisions. We do none of it, and code that is
 * fetched from elsewhere at run time has no place here: the bundle holds HLS alone.
 */
export function hlsAlone(): Plugin {
  const others = /node_modules\/vidstack\/prod\/providers\/vidstack-(dash|youtube|vimeo|google-cast)\.js$/;
  return {
    name: 'hls-alone',
    apply: 'build',
    enforce: 'pre',
    load: (id) => (others.test(id) ? 'export {};' : null),
  };
}

/**
 * hls.js without what recordings of ours do not have, MPEG transport streams above all. Its own light build is no choice: it
 * is mute where the sound is a rendition of its own. What its defaults do not name is left out of the bundle; a release that
 * names it in another way fails the build.
 *
 * @see https://github.com/video-dev/hls.js/blob/v1.7.4/src/config.ts
 */
export function leanHls(): Plugin {
  const parts = [
    'subtitleStreamController',
    'subtitleTrackController',
    'timelineController',
    'emeController',
    'cmcdController',
    'contentSteeringController',
    'iframeController',
    'interstitialsController',
  ].map((part) => ({ found: new RegExp(`(?<=^  ${part}: )[A-Z]\\w+`, 'm'), instead: 'undefined' }));
  const demuxers = ['TSDemuxer', 'AACDemuxer', 'MP3Demuxer', 'AC3Demuxer'].map((demuxer) => ({
    found: new RegExp(`(?<=demux: )${demuxer},\\s+remux: MP4Remuxer`),
    instead: 'undefined, remux: undefined',
  }));
  // Outside of what is left out, these lines are all that holds on to it.
  const ties = [
    { found: /(?<=chunkMeta\.iframe && initSegmentData && )TSDemuxer\.probe\(.*?\)/, instead: 'false' },
    { found: /^EMEController\.CDMCleanupPromise = void 0;$/m, instead: '' },
  ];
  return {
    name: 'lean-hls',
    apply: 'build',
    enforce: 'pre',
    transform(code, id) {
      if (!/node_modules\/hls\.js\/dist\/hls\.mjs$/.test(id)) return null;
      return [...parts, ...demuxers, ...ties].reduce((text, { found, instead }) => {
        if (!found.test(text)) this.error(`hls.js no longer has ${String(found)}`);
        return text.replace(found, instead);
      }, code);
    },
  };
}

/**
 * Zod brings along sentences in English for everything that may be wrong. The forms have words of their own, in the language
 * of the person; what nobody reads is left out. A zod that lays them out anew fails the build.
 */
export function noZodSentences(): Plugin {
  const module = /node_modules\/zod\/v4\/locales\/en\.js$/;
  return {
    name: 'no-zod-sentences',
    apply: 'build',
    enforce: 'pre',
    transform(code, id) {
      if (!module.test(id)) return null;
      if (!/export default function \(\) \{\s*return \{\s*localeError:/.test(code)) {
        this.error(`${id} no longer gives the sentences`);
      }
      return 'export default () => ({ localeError: undefined });';
    },
  };
}

/** Scripts and styles that the browser needs before the first page is chosen, by file name. */
function firstLoad(bundle: Rolldown.OutputBundle): Set<string> {
  const names = new Set<string>();
  const visit = (name: string) => {
    const chunk = bundle[name];
    if (names.has(name) || chunk?.type !== 'chunk') return;
    names.add(name);
    chunk.viteMetadata?.importedCss.forEach((css) => names.add(css));
    chunk.imports.forEach(visit);
  };
  for (const chunk of Object.values(bundle)) {
    if (chunk.type === 'chunk' && chunk.isEntry) visit(chunk.fileName);
  }
  return names;
}

interface Page {
  readonly name: string;
  /** The end of the page's file name. */
  readonly source: string;
  /** The ends of the names of files that are fetched only once somebody opens them. */
  readonly onDemand?: readonly string[];
  readonly limitKib: number;
}

/** What a page needs beyond the first load, with all that it fetches by itself. */
function beyondFirstLoad(bundle: Rolldown.OutputBundle, { source, onDemand = [] }: Page): Set<string> {
  const first = firstLoad(bundle);
  const names = new Set<string>();
  const isOnDemand = (chunk: Rolldown.OutputChunk) =>
    onDemand.some((end) => chunk.facadeModuleId?.endsWith(end) === true);
  const visit = (name: string) => {
    const chunk = bundle[name];
    if (first.has(name) || names.has(name) || chunk?.type !== 'chunk' || isOnDemand(chunk)) return;
    names.add(name);
    chunk.viteMetadata?.importedCss.forEach((css) => first.has(css) || names.add(css));
    [...chunk.imports, ...chunk.dynamicImports].forEach(visit);
  };
  for (const chunk of Object.values(bundle)) {
    if (chunk.type === 'chunk' && chunk.moduleIds.some((id) => id.endsWith(source))) visit(chunk.fileName);
  }
  return names;
}

function gzippedBytes(bundle: Rolldown.OutputBundle, names: ReadonlySet<string>): number {
  let bytes = 0;
  for (const name of names) {
    const file = bundle[name];
    if (file !== undefined) bytes += gzipSync(file.type === 'chunk' ? file.code : file.source).length;
  }
  return bytes;
}

/** Says what a page weighs beyond the first load when gzipped, and fails the build when that is more than `limitKib`. */
export function pageBudget(page: Page): Plugin {
  const { name, source, limitKib } = page;
  return {
    name: `page-budget-${name}`,
    apply: 'build',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const files = beyondFirstLoad(bundle, page);
      if (files.size === 0) this.error(`${name}: no chunk holds ${source}`);
      const bytes = gzippedBytes(bundle, files);
      const verdict = `${name}: +${(bytes / 1024).toFixed(1)} KiB gzipped, allowed are ${String(limitKib)}`;
      if (bytes > limitKib * 1024) this.error(verdict);
      this.info(verdict);
    },
  };
}

/** Says what the first load weighs when gzipped, and fails the build when that is more than `limitKib`. */
export function firstLoadBudget(limitKib: number): Plugin {
  return {
    name: 'first-load-budget',
    apply: 'build',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const bytes = gzippedBytes(bundle, firstLoad(bundle));
      const verdict = `first load: ${(bytes / 1024).toFixed(1)} KiB gzipped, allowed are ${String(limitKib)}`;
      if (bytes > limitKib * 1024) this.error(verdict);
      this.info(verdict);
    },
  };
}
