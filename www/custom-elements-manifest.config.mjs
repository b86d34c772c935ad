// Makes custom-elements.json: what editors and documentation tools read about <pbft-lab>. Its members come from the class, the comments from
// the published types: src/embed/public.ts describes the element, src/embed/events.ts its events.

const CLASS = "PbftLabElement";
const TYPES = "PbftLab";
const EVENTS = "PbftLabEventMap";

/** The comment of a node as text. */
function commentOf(node) {
  const comment = node.jsDoc?.at(-1)?.comment;
  return (typeof comment === "string" ? comment : "").replaceAll("\n", " ");
}

/** `@slot title - appears above the lab` as { name, description }. */
function tagsOf(ts, node, wanted) {
  const tags = ts.getJSDocTags(node).filter(({ tagName }) => tagName.text === wanted);
  return tags.map(({ comment }) => {
    const [name, ...rest] = String(comment).split(" - ");
    return { name: name.trim(), description: rest.join(" - ").trim() };
  });
}

function publicTypes() {
  const comments = new Map();
  const events = [];
  let about = {};
  return {
    name: "pbft-lab:public-types",
    analyzePhase({ ts, node }) {
      if (!ts.isInterfaceDeclaration(node)) {
        return;
      }
      if (node.name.text === TYPES) {
        about = {
          description: commentOf(node),
          slots: tagsOf(ts, node, "slot"),
          cssParts: tagsOf(ts, node, "csspart"),
          cssProperties: tagsOf(ts, node, "cssprop"),
        };
        for (const member of node.members) {
          comments.set(member.name.getText(), commentOf(member));
        }
      } else if (node.name.text === EVENTS) {
        for (const member of node.members) {
          events.push({
            name: member.name.text,
            type: { text: member.type.getText() },
            description: commentOf(member),
          });
        }
      }
    },
    packageLinkPhase({ customElementsManifest: manifest }) {
      const declarations = manifest.modules.flatMap((module) => module.declarations);
      const { members, attributes } = declarations.find(({ name }) => name === CLASS);
      const described = ({ name }) => ({ name, description: comments.get(name) });
      const element = {
        kind: "class",
        name: CLASS,
        tagName: "pbft-lab",
        customElement: true,
        superclass: { name: "HTMLElement" },
        ...about,
        attributes: attributes.map(({ name, fieldName, ...rest }) => ({
          ...rest,
          // In HTML an attribute has no capital letters.
          name: name.toLowerCase(),
          fieldName,
          description: comments.get(fieldName),
        })),
        members: members
          .filter(({ name }) => comments.has(name))
          .map((member) => ({ ...member, ...described(member) })),
        events,
      };
      const declaration = { name: CLASS, module: "pbft-lab.js" };
      const exported = { kind: "custom-element-definition", name: "pbft-lab", declaration };
      manifest.modules = [
        { kind: "javascript-module", path: "pbft-lab.js", declarations: [element], exports: [exported] },
      ];
    },
  };
}

export default {
  globs: ["src/pbft-lab-element.ts", "src/embed/public.ts", "src/embed/events.ts"],
  litelement: true,
  outdir: "dist",
  packagejson: false,
  plugins: [publicTypes()],
};
