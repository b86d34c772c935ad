// A frame whose height follows its content, from another origin.
const frame = document.querySelector("iframe");

// On your site this is the address of your lab. Here the same server has a second name, which is another origin.
const lab = new URL("../node_modules/pbft-lab-element/embed.html", location.href);
lab.hostname = lab.hostname === "localhost" ? "127.0.0.1" : "localhost";
lab.search = new URLSearchParams({ scenario: "one-request", lang: "en", autoplay: "", parent: location.origin });
frame.src = lab.href;

addEventListener("message", ({ data, origin, source }) => {
  if (origin !== lab.origin || source !== frame.contentWindow || data.pbftLab !== 1) {
    return;
  }
  if (data.type === "height") {
    frame.height = data.height;
  }
  if (data.type === "step") {
    document.querySelector("#steps").value = data.step;
  }
});
