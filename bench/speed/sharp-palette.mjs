// A process that is measured: PNG in, palette PNG of 256 colours out, by sharp with its defaults.
import sharp from 'sharp';

const [source, target] = process.argv.slice(2);
await sharp(source).png({ palette: true, colours: 256 }).toFile(target);
