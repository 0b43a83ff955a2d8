// SvelteKit loads this file before it runs anything of a page.
import '#lib/old-browsers/fill-gaps.ts';
