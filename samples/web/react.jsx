// A gallery in React 19: `<akm-image>` takes props as any element does; its events are `onload` and `onerror`.

import { useState } from 'react';
import { createRoot } from 'react-dom/client';

const PICTURES = [
  { src: '../scene.akm', alt: 'Fruit on a table before a garden' },
  { src: '../screenshot.akm', alt: 'A window of an application' },
  { src: '../pixel-art.akm', alt: 'A small landscape in 30 colours' },
  { src: '../icon.akm', alt: 'An icon of coloured tiles' },
];

function Gallery() {
  const [chosen, choose] = useState(PICTURES[0]);
  const [caption, setCaption] = useState('');
  const describe = ({ target }) => setCaption(`${chosen.alt}: ${target.naturalWidth} x ${target.naturalHeight} pixels`);
  return (
    <>
      <h1>AKM pictures in React</h1>
      <div className="gallery">
        {PICTURES.map((picture) => (
          <button key={picture.src} type="button" aria-pressed={picture === chosen} onClick={() => choose(picture)}>
            <akm-image src={picture.src} alt={picture.alt} />
          </button>
        ))}
      </div>
      <figure>
        <akm-image src={chosen.src} alt={chosen.alt} onload={describe} onerror={({ message }) => setCaption(message)} />
        <figcaption>{caption}</figcaption>
      </figure>
    </>
  );
}

createRoot(document.querySelector('#root')).render(<Gallery />);
