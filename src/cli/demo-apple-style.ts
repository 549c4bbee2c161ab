/** A file of its own: the pages' policy lets no style stand in them. */
export const appleStyle = `:root { color-scheme: light dark; }
* { box-sizing: border-box; }
body { margin: 0; background: light-dark(#fff, #1b1b1d); color: light-dark(#1b1b1d, #f0f0f0); font: 1rem/1.6 system-ui, sans-serif; overflow-wrap: anywhere; }
header, main { max-width: 42rem; margin: 0 auto; padding: 0 1rem; }
header { padding-top: 1rem; }
a { color: light-dark(#0b57d0, #9cc0f5); }
nav { display: flex; flex-wrap: wrap; gap: 1rem; }
h1 { font-size: 1.5rem; line-height: 1.3; }
h2 { font-size: 1.15rem; margin-top: 0; }
h2 small, h3 small { font-size: .8rem; font-weight: normal; border: 1px solid; border-radius: 1rem; padding: .1rem .6rem; display: inline-block; }
h3 { margin: 0; font-size: 1rem; }
.stand-in { margin: 0 0 1rem; padding: .6rem 1rem; border: 2px dashed; border-radius: .5rem; font-weight: 600; }
.problem { padding: .6rem 1rem; border-left: 4px solid #c4314b; }
.hint { margin: 0; font-size: .9rem; }
section { border: 1px solid #8a8a8a; border-radius: .5rem; padding: 1rem; margin: 0 0 1rem; }
ol { list-style: none; margin: 0; padding: 0; display: grid; gap: 1rem; }
form { display: grid; grid-template-columns: minmax(0, 1fr); gap: .6rem; justify-items: start; margin: .6rem 0; }
label { display: grid; grid-template-columns: minmax(0, 1fr); gap: .2rem; max-width: 100%; }
input { font: inherit; max-width: 100%; padding: .3rem; }
button { font: inherit; padding: .4rem 1.2rem; }
code { font-size: .85rem; }
summary { cursor: pointer; }
`;
