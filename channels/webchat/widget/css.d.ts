// A stylesheet is imported as its text: the bundler puts it into the script, minified.
declare module '*.css' {
  export const css: string;
}
