// esbuild takes style sheets into app.css.
declare module '*.css';
