/**
 * How figures and progress bars look in the page.
 * @module
 */

/** The style sheet: colours for light and dark pages. */
export const STYLE: string = `
.tslab-bigdata-figure { --bar: #fff; --icon: #5c6673; --mark: #14508c; padding: 3px; overflow: auto; }
body[data-jp-theme-light="false"] .tslab-bigdata-figure { --bar: #2a313c; --icon: #c3cbd6; --mark: #8ab8ff; }
.tslab-bigdata-badge {
  width: fit-content; min-height: 16px; margin: 2px 0; padding: 0 6px; border-radius: 3px;
  font-size: 11px; line-height: 16px; color: #fff; background: #5c6673;
}
.tslab-bigdata-badge[data-state="live"] { background: #1f6f43; }
.tslab-bigdata-badge:empty { visibility: hidden; }
.tslab-bigdata-badge[data-state="failed"] { background: #a3341f; }
.tslab-bigdata-figure .modebar-group { background: var(--bar) !important; border-radius: 3px; }
.tslab-bigdata-figure .modebar-btn .icon path { fill: var(--icon) !important; }
.tslab-bigdata-figure .modebar-btn:is(.active, :hover) .icon path { fill: var(--mark) !important; }
.tslab-bigdata-figure .js-plotly-plot:focus-visible { outline: 2px solid var(--mark); outline-offset: 1px; }
.tslab-bigdata-figure :is(.modebar-btn, .traces rect):focus-visible {
  outline: 2px solid var(--mark) !important; outline-offset: -1px !important;
}
.tslab-bigdata-rows table { margin: 4px 0; font-size: 12px; border-collapse: collapse; }
.tslab-bigdata-rows caption { text-align: left; color: var(--jp-ui-font-color1); }
.tslab-bigdata-rows :is(th, td) { padding: 1px 8px; text-align: right; border: 1px solid var(--jp-border-color1, #999); }
.tslab-bigdata-progress { display: flex; align-items: center; gap: 8px; padding: 2px 0; color: var(--jp-ui-font-color1); }
.tslab-bigdata-progress[hidden] { display: none; }
.tslab-bigdata-progress button {
  padding: 1px 10px; font: inherit; cursor: pointer; border-radius: 3px; color: var(--jp-ui-font-color1);
  background: var(--jp-layout-color2, #eee); border: 1px solid var(--jp-border-color1, #767676);
}
.tslab-bigdata-progress button[aria-disabled="true"] { cursor: default; border-style: dashed; }
.tslab-bigdata-progress button:focus-visible { outline: 2px solid var(--jp-brand-color1, #1976d2); outline-offset: 1px; }
`;
