// The lab in React 19:  npx esbuild main.jsx --bundle --jsx=automatic --format=esm --outfile=main.js
import { useState } from "react";
import { createRoot } from "react-dom/client";

const SCENES = ["one-replica-down", "two-replicas-down"];

function Lesson() {
  const [scene, setScene] = useState(SCENES[0]);
  const [step, setStep] = useState(0);
  return (
    <>
      <h1>How many replicas may be down?</h1>
      {SCENES.map((name) => (
        <button type="button" key={name} aria-pressed={name === scene} onClick={() => setScene(name)}>
          {name}
        </button>
      ))}
      <pbft-lab scenario={scene} lang="en" parts="stage narration" controls="play step" autoplay onpbft-step={({ detail }) => setStep(detail.step)} />
      <p id="step">Step {step}</p>
    </>
  );
}

createRoot(document.querySelector("#root")).render(<Lesson />);
