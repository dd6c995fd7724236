// The same as the guest body-rewrite, in JavaScript: blanks out the word "secret" in every body. Works on
// bytes, since a body need not be text.
const word = [...'secret'].map(c => c.charCodeAt(0));
const star = '*'.charCodeAt(0);

const rewritten = ({ body }) => {
  for (let at = body.indexOf(word[0]); at >= 0; at = body.indexOf(word[0], at + 1)) {
    if (word.every((byte, i) => body[at + i] === byte)) body.fill(star, at, at + word.length);
  }
  return {
    tag: 'modify',
    val: {
      status: undefined,
      headersSet: [{ name: 'x-body-rewritten', value: 'true' }],
      headersAdd: [],
      headersRemove: [],
      bodyReplace: body,
    },
  };
};

export const middlewareOnRequest = { onRequest: rewritten };
export const middlewareOnResponse = { onResponse: rewritten };
