/** The style sheet of the pages: light and dark, for phones and larger screens. */

import { CHART_COLOURS, darkRules } from './chart-theme.js';

const LIGHT = `--ground:#f6f6f4;--card:${CHART_COLOURS.ground.light};--text:#1d2025;--soft:#5a606a;--line:#dedfe2;--accent:#0b5fa5;--square:#d9dbde`;
const DARK = `--ground:#121418;--card:${CHART_COLOURS.ground.dark};--text:#e7e9ec;--soft:#a2a9b4;--line:#31363e;--accent:#6cb6f5;--square:#33373e`;

/** The whole style sheet. */
export const PAGE_STYLE = `
:root{color-scheme:light dark;${LIGHT}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-behavior:smooth}
body{margin:0;background:var(--ground);color:var(--text);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
.page{max-width:1120px;margin:0 auto;padding:2.5rem 1.25rem 4rem}
h1,h2,h3{line-height:1.2;text-wrap:balance;overflow-wrap:anywhere}
h1{font-size:clamp(1.6rem,5vw,2.3rem);margin:.15rem 0 .5rem;letter-spacing:-.015em}
h2{font-size:1.35rem;margin:3.2rem 0 .4rem;letter-spacing:-.01em}
p{margin:.5rem 0;max-width:70ch}
a{color:var(--accent);text-underline-offset:.15em}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:4px}
.kicker{margin:0;color:var(--soft);font-size:.8rem;letter-spacing:.06em;text-transform:uppercase}
.soft{color:var(--soft)}
.findings{margin:1.2rem 0 0;padding:1rem 1.2rem;list-style:none;background:var(--card);border:1px solid var(--line);border-radius:12px}
.findings{display:grid;gap:1rem 2.4rem}
img{display:block;max-width:100%;height:auto}
.alpha img{background:repeating-conic-gradient(var(--square) 0 25%,transparent 0 50%) 0 0/16px 16px}
.small img{image-rendering:pixelated}
figure{margin:0}
figcaption{margin-top:.45rem;color:var(--soft);font-size:.875rem;line-height:1.4}
.source{display:grid;gap:1.5rem;margin-top:1.2rem;align-items:start}
.source img,.maps img,.shot img{width:100%;border-radius:6px}
.maps{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:1rem}
.maps img{border:1px solid var(--line);image-rendering:pixelated}
.scroll{overflow-x:auto;margin-top:1rem;border:1px solid var(--line);border-radius:12px;background:var(--card)}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
caption{padding:.8rem .5rem .3rem;text-align:left;color:var(--soft);font-size:.875rem}
th{text-align:left;font-weight:600}
.shots{table-layout:fixed}
.shots th,.shots td{padding:.5rem}
.shots thead th{font-size:.85rem;color:var(--soft)}
.shots tbody{border-top:1px solid var(--line)}
.shots th[scope=rowgroup]{padding:.9rem .5rem .1rem}
.shots small{display:block;font-weight:400;color:var(--soft);font-size:.85rem}
.stay{display:block;position:sticky;left:.5rem;width:fit-content;max-width:min(75ch,100vw - 4.2rem)}
.shots td{vertical-align:top;width:1%;min-width:104px}
.shot{display:block;max-width:340px;border-radius:6px}
.shot img{transition:filter .15s}
.shot:hover img{filter:brightness(1.08)}
.marks{margin:.4rem 0 0;padding:0;list-style:none;font-size:.8rem;line-height:1.35;color:var(--soft)}
.marks strong{color:var(--text);font-size:.95rem}
.charts{display:grid;gap:1.2rem;margin-top:1rem}
.charts figure{padding:.6rem .6rem 1rem;background:var(--card);border:1px solid var(--line);border-radius:12px;min-width:0}
.charts svg{display:block;width:100%;height:auto}
.charts h3{margin:.4rem .6rem 0;font-size:1rem}
.charts figcaption{padding:0 .6rem}
.figures{font-size:.875rem;white-space:nowrap}
.figures caption{white-space:normal}
.figures th,.figures td{padding:.4rem .5rem;text-align:right}
.figures th:first-child{text-align:left;position:sticky;left:0;background:var(--card)}
.figures thead th{color:var(--soft);font-weight:500;vertical-align:bottom}
.figures thead{border-bottom:1px solid var(--line)}
.figures thead small{display:block;font-weight:400}
.figures tbody+tbody{border-top:1px solid var(--line)}
.figures tbody th{font-weight:400}
.figures tbody th[scope=rowgroup]{font-weight:600;padding-top:.8rem}
.notes dt{font-weight:600;margin-top:.8rem}
.notes dd{margin:0;max-width:75ch;color:var(--soft)}
.pictures{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,300px),1fr));gap:1.2rem;margin:1.5rem 0 0;padding:0;list-style:none}
.pictures>li{background:var(--card);border:1px solid var(--line);border-radius:12px;overflow:hidden}
.pictures img{width:100%;aspect-ratio:4/3;object-fit:contain;background:var(--ground)}
.pictures h2{margin:0;font-size:1.05rem}
.pictures div{padding:.9rem 1rem 1rem}
dialog{width:100%;height:100%;max-width:none;max-height:none;margin:0;padding:0;border:0;background:var(--ground);color:var(--text)}
dialog::backdrop{background:rgb(0 0 0/.6)}
.viewer{display:flex;flex-direction:column;gap:.7rem;height:100%;padding:.8rem 1rem 1rem}
.viewer header{display:flex;gap:1rem;align-items:start;justify-content:space-between}
.viewer h2{margin:0;font-size:1.1rem}
.viewer p{max-width:none;margin:.1rem 0 0;font-size:.85rem;color:var(--soft)}
.stage{flex:1;min-height:0;overflow:auto;display:grid;place-items:safe center;container-type:size}
.pair{position:relative;overflow:hidden;aspect-ratio:var(--ratio);width:min(100cqw,100cqh*var(--ratio),max(var(--natural),640px));touch-action:none;cursor:ew-resize;user-select:none;-webkit-user-select:none}
.stage[data-zoom="1"] .pair{width:var(--natural);touch-action:auto;cursor:auto}
.stage[data-zoom="4"] .pair{width:calc(4*var(--natural));touch-action:auto;cursor:auto}
.stage[data-zoom="4"] img{image-rendering:pixelated}
.pair img{position:absolute;inset:0;width:100%;height:100%;max-width:none;pointer-events:none}
.pair .after{clip-path:inset(0 0 0 var(--cut))}
.alpha .pair .before{clip-path:inset(0 calc(100% - var(--cut)) 0 0)}
.divider{position:absolute;top:0;bottom:0;left:var(--cut);width:32px;margin-left:-16px;cursor:ew-resize;touch-action:none}
.divider::before{content:"";position:absolute;inset:0 15px;background:#fff;box-shadow:0 0 0 1px rgb(0 0 0/.5)}
.side{position:absolute;top:.5rem;padding:.1rem .5rem;border-radius:4px;background:rgb(0 0 0/.65);color:#fff;font-size:.75rem;pointer-events:none}
.side.left{left:.5rem}
.side.right{right:.5rem}
.controls{display:flex;flex-wrap:wrap;gap:.6rem 1.2rem;align-items:center}
.slider{flex:1 1 240px;display:flex;gap:.6rem;align-items:center;font-size:.85rem}
.slider input{flex:1;min-width:0;height:2rem;accent-color:var(--accent)}
.buttons{display:flex;gap:.4rem}
button{font:inherit;font-size:.9rem;min-width:2.6rem;min-height:2.6rem;padding:.2rem .7rem;border:1px solid var(--line);border-radius:8px;background:var(--card);color:inherit;cursor:pointer}
button:hover{border-color:var(--accent)}
button[aria-pressed=true]{background:var(--accent);border-color:var(--accent);color:var(--card)}
@media (min-width:760px){
.source{grid-template-columns:minmax(0,1.12fr) minmax(0,1fr)}
.findings{grid-template-columns:1fr 1fr}
.charts{grid-template-columns:repeat(2,minmax(0,1fr))}
.shots th,.shots td{padding:.6rem .8rem}
.shots th[scope=rowgroup]{padding:1.1rem .8rem .1rem}
.shots caption,.figures caption{padding-left:.8rem}
.shots .stay{left:.8rem}
.figures th,.figures td{padding:.4rem .8rem}
.figures .stay{left:.8rem}
.marks{font-size:.85rem}
.marks strong{font-size:1.05rem}
}
@media (prefers-color-scheme:dark){
:root{${DARK}}
${darkRules('.charts ')}
}
@media (prefers-reduced-motion:reduce){
html{scroll-behavior:auto}
.shot img{transition:none}
}
@media print{
.page{max-width:none;padding:0}
.scroll{overflow:visible}
}
`.trim();
