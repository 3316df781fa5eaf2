/** What each reason of a decision means and what to do about it: the text of docs/reasons.md, which the server has too. */
let texts = null;

/** @returns {Promise<Object<string, {means: string, todo: string}>>} empty where it cannot be read */
export async function reasons() {
  texts ??= await fetch(new URL('reasons.json', new URL('.', document.baseURI))).then(answer => answer.json()).catch(() => null);
  return texts ?? {};
}
